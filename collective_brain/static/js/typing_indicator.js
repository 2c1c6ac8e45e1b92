// Who is typing: [data-typing] under the composer, with sentences in data-one, data-two and
// data-many. It is no live region, because a screen reader would speak all the time.
import { elementFrom, sendFrame } from "./live.js"

const SEND_EVERY = 3000 // ms; the server accepts one frame in 2 s
const SHOW_FOR = 7000 // ms after the last frame

export function showTyping(stream) {
  const container = document.querySelector("[data-typing]")
  if (container) new TypingIndicator(container, stream)
}

class TypingIndicator {
  constructor(container, stream) {
    this.container = container
    this.stream = stream
    this.names = new Map() // by member
    this.unnamedCount = 0
    this.sentAt = 0
    container.hidden = false
    document.addEventListener("input", ({ target }) => {
      if (target.matches("post-composer textarea")) this.sendTyping(target)
    })
    document.addEventListener("live:frame", ({ detail }) => {
      if (detail.line === stream) this.receive(detail)
    })
  }

  sendTyping({ value }) {
    if (!value.trim() || Date.now() - this.sentAt < SEND_EVERY) return
    this.sentAt = Date.now()
    sendFrame({ typing: this.stream })
  }

  receive({ type, members, names, count, html }) {
    if (type === "item") this.removeAuthor(elementFrom(html).dataset.author)
    if (type !== "typing") return
    this.unnamedCount = count - members.length
    this.names = new Map(members.map((member, index) => [String(member), names[index]]))
    this.names.delete(document.body.dataset.member)
    this.show()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.removeAll(), SHOW_FOR)
  }

  // The text of the author has arrived.
  removeAuthor(author) {
    this.names.delete(author)
    if (this.names.size) this.show()
    else this.removeAll()
  }

  removeAll() {
    this.names.clear()
    this.unnamedCount = 0
    this.show()
  }

  show() {
    const { one, two, many } = this.container.dataset
    // Bidirectional isolates: a name in Arabic does not change the order of the words around it.
    const names = Array.from(this.names.values(), name => `\u2068${name}\u2069`)
    const count = names.length + this.unnamedCount
    const sentence = this.unnamedCount || count > 2 ? many : ["", one, two][count]
    const values = { n: count, a: names[0], b: names[1] }
    this.container.textContent = sentence.replace(/{([abn])}/g, (_match, key) => values[key])
  }
}
