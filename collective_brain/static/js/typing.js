// Who is typing, in [data-typing] under the composer: words from [data-one][data-two][data-many], gone by themselves.
// A screen reader is not told: it would be told all the time.
import { say } from "./live.js";

const SAY_EVERY = 3000 // ms; the server takes one in 2 s
const SHOW_FOR = 7000 // ms after the last frame

export function showTyping(line) {
  const shown = document.querySelector("[data-typing]")
  if (shown) new Typing(shown, line)
}

class Typing {
  constructor(shown, line) {
    this.shown = shown
    this.line = line
    this.me = Number(document.body.dataset.member)
    this.others = new Map()
    this.more = 0
    this.said = 0
    shown.hidden = false
    document.addEventListener("input", event => { if (event.target.matches("post-composer textarea")) this.typed(event.target) })
    document.addEventListener("live:frame", ({ detail }) => { if (detail.line === line) this.hear(detail) })
  }

  typed({ value }) {
    if (!value.trim() || Date.now() - this.said < SAY_EVERY) return
    this.said = Date.now()
    say({ typing: this.line })
  }

  hear({ type, members, names, count, html }) {
    if (type === "item") return this.wrote(html)
    if (type !== "typing") return
    this.more = count - members.length
    this.others = new Map(members.map((member, index) => [member, names[index]]))
    this.others.delete(this.me)
    this.show()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.wrote(""), SHOW_FOR)
  }

  // What they typed is there; without a text, nobody types any more.
  wrote(html) {
    const author = /data-author="(\d+)"/.exec(html)
    if (author) this.others.delete(Number(author[1]))
    else this.others.clear()
    if (!this.others.size) this.more = 0
    this.show()
  }

  show() {
    const { one, two, many } = this.shown.dataset
    const names = Array.from(this.others.values(), name => `\u2068${name}\u2069`)
    const count = names.length + this.more
    const words = this.more || count > 2 ? many : ["", one, two][count]
    const fill = { n: count, a: names[0], b: names[1] }
    this.shown.textContent = words.replace(/{([abn])}/g, (_, place) => fill[place])
  }
}
