// Items by number, kept as the server has them (docs/protocol.md); <live-room> is in room.js.
// <live-posts line="topic:17" mark="41" first="21" last="40" end="33" catch-up="…" me="8" facilitator data-seen="…">
// end: the line's last number. [data-new] > a[data-one][data-many]: what is new and out of view.
import { between, deliver, leave, listen, refill } from "./live.js";

const MOST_HELD = 500 // what falls out is found by asking
const TELL_EVERY = 5000 // ms between two reports of what was seen

export class ItemList extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol")
    this.lines = [this.getAttribute("line")]
    this.marked = true
    this.held = [] // frames that wait for the one before them, or for an answer
    this.wanted = 0 // the highest mark heard of
    const last = this.items().pop()
    const number = last ? Number(last.dataset.number) : 0
    this.end = Math.max(this.number("end", 0), number)
    this.known = this.hasAttribute("at-end") ? Infinity : Math.max(this.last, this.end)
    this.fresh = [] // numbers that came and were not seen
    this.sight = new Sight(this, number)
    this.items().forEach(item => this.dress(item))
    document.addEventListener("outbox:sent", ({ detail }) => { if (detail.line === this.lines[0]) this.show(detail.answer) })
    listen(this)
  }

  number(name, otherwise) { return this.hasAttribute(name) ? Number(this.getAttribute(name)) : otherwise }
  get mark() { return this.number("mark", 0) }
  set mark(mark) { this.setAttribute("mark", mark) }
  get first() { return this.number("first", 1) }
  get last() { return this.hasAttribute("at-end") ? Infinity : this.number("last", Infinity) }
  items() { return Array.from(this.list.children).filter(item => item.dataset.number) }
  at(number) { return this.items().find(item => item.dataset.number === String(number)) }

  // --- the order of marks ---

  receive(frame) {
    if (frame.type === "dropped") return this.empty()
    if (frame.changes && frame.changes.head > this.mark && !this.busy) this.caughtUp(frame.changes)
    else if (frame.type === "listening" && frame.mark !== this.mark) return this.ask()
    if (frame.type === "mark") this.wanted = Math.max(this.wanted, frame.mark)
    if (frame.type === "item" || frame.type === "head") this.held = this.held.concat(frame).slice(-MOST_HELD)
    this.take()
  }

  // Applies what comes next; a hole that does not close in a moment is asked for.
  take() {
    if (this.busy) return
    this.held.sort((one, other) => one.mark - other.mark)
    while (this.held.length && this.held[0].mark <= this.mark + 1) {
      const frame = this.held.shift()
      if (frame.mark <= this.mark) continue
      this.mark = frame.mark
      if (frame.type === "item") this.show(frame)
    }
    if (this.held.length || this.wanted > this.mark) this.askIn(100, 600)
    else if (!this.stale) clearTimeout(this.later)
  }

  askIn(least, most) {
    clearTimeout(this.later)
    this.later = setTimeout(() => this.ask(), between(least, most))
  }

  ask() {
    this.stale = true
    if (!this.busy) this.hold(() => this.catchUp())
  }

  // Frames wait during `work`; a failure is tried again.
  async hold(work) {
    this.busy = true
    const done = await work().then(() => true, () => false)
    this.busy = false
    if (!done) this.askIn(4000, 8000)
    else if (this.stale) this.ask()
    else this.take()
  }

  async catchUp() {
    this.stale = false
    const address = new URL(this.getAttribute("catch-up"), location.href)
    const asked = { since: this.mark, first: this.first, last: this.last, language: document.body.dataset.language }
    for (const name of Object.keys(asked)) if (asked[name] !== Infinity) address.searchParams.set(name, asked[name])
    const answer = await fetch(address.href, { headers: { Accept: "application/json" } })
    if (answer.status === 404) return this.empty()
    if (!answer.ok) throw new Error(answer.status)
    const changes = await answer.json()
    if (changes.more) return location.replace(location.pathname)
    this.caughtUp(changes)
  }

  caughtUp({ head, state, items, end, present }) {
    items.forEach(item => {
      this.show(item)
      document.dispatchEvent(new CustomEvent("live:caught", { detail: item }))
    })
    this.mark = head
    this.wanted = 0
    this.reaches(end || 0)
    deliver({ type: "head", line: this.lines[0], mark: head, ...state })
    if (present !== undefined) deliver({ type: "presence", line: this.lines[0], count: present })
  }

  empty() {
    leave(this)
    this.list.textContent = ""
    deliver({ type: "gone", line: this.lines[0] })
  }

  // --- items on the page ---

  // An older version never replaces a newer one.
  show(item) {
    const old = this.at(item.number)
    if (old && Number(old.dataset.mark) >= item.mark) return old
    const isNew = item.number > this.end
    this.reaches(item.number)
    if (!old && (item.number < this.first || item.number > this.last)) return null
    const made = document.createElement("template")
    made.innerHTML = item.html
    const fresh = made.content.firstElementChild
    this.keepPlace(() => this.put(fresh, old, item.number))
    this.dress(fresh)
    if (isNew) this.arrived(fresh, item.number)
    return fresh
  }

  put(fresh, old, number) {
    const nothing = this.list.querySelector(".empty-list")
    if (nothing) nothing.remove()
    refill(old || fresh, () => {
      if (old) old.replaceWith(fresh)
      const before = this.items().reverse().find(item => Number(item.dataset.number) < number)
      if (!before) this.list.prepend(fresh)
      else if (!old) before.after(fresh)
      return fresh
    })
  }

  // The server's HTML does not know whose page it is on.
  dress(item) {
    const mine = this.hasAttribute("me") && item.dataset.author === this.getAttribute("me")
    const edit = item.querySelector(".item__edit")
    if (edit) edit.hidden = !(mine || this.hasAttribute("facilitator"))
    const quote = item.querySelector(".item__quote")
    if (quote) quote.hidden = !document.querySelector("post-composer")
    this.offerCopy(item)
    this.sight.watch(item)
  }

  // One template for all: twenty buttons of the server's would weigh on every page.
  offerCopy(item) {
    const shared = document.querySelector("template[data-copy]")
    const foot = item.querySelector(".post__footer, .message__actions")
    if (!shared || !foot) return
    const button = shared.content.cloneNode(true).firstElementChild
    button.setAttribute("aria-label", button.getAttribute("aria-label").replace("{n}", item.dataset.number))
    button.addEventListener("click", () => import("./copying.js").then(({ copyLink }) => copyLink(button), () => {}))
    foot.append(button)
  }

  // Does not move what one reads.
  keepPlace(change) {
    const read = this.items().find(item => item.getBoundingClientRect().bottom > 0)
    const before = read ? read.getBoundingClientRect().top : 0
    change()
    const now = read && this.at(read.dataset.number)
    const moved = now ? now.getBoundingClientRect().top - before : 0
    if (moved) window.scrollBy(0, moved)
  }

  // --- what is new ---

  arrived(item, number) {
    if (item.dataset.author !== this.getAttribute("me")) this.fresh.push(number)
    this.chipSoon()
  }

  reaches(number) {
    if (number <= this.end) return
    this.end = number
    this.chipSoon()
  }

  saw(number) {
    this.fresh = this.fresh.filter(unseen => unseen > number)
    this.chipSoon()
  }

  chipSoon() {
    clearTimeout(this.chipping)
    this.chipping = setTimeout(() => this.chip(), 250)
  }

  chip() {
    const chip = this.querySelector("[data-new]")
    if (!chip) return
    const link = chip.querySelector("a")
    const count = this.fresh.length + Math.max(0, this.end - this.known)
    if (count > (this.counted || 0)) this.announce(link, count)
    this.counted = count
    chip.hidden = !count
    link.textContent = this.words(link, count)
    link.href = this.fresh.length ? "#" + this.at(this.fresh[0]).id : link.pathname.replace(/\d*$/, this.known + 1)
  }

  words(link, count) { return count === 1 ? link.dataset.one : link.dataset.many.replace("{n}", count) }

  announce(link, count) {
    const region = document.querySelector("[data-announce]")
    if (region) region.textContent = this.words(link, count)
  }
}

// How far the list was read, after what the page was loaded with.
class Sight {
  constructor(list, number) {
    this.list = list
    this.seen = this.told = number
    this.observer = new IntersectionObserver(() => this.look(), { threshold: [0, 0.5, 1] })
    document.addEventListener("visibilitychange", () => this.look())
    addEventListener("pagehide", () => this.tell(true))
  }

  watch(item) { if (Number(item.dataset.number) > this.seen) this.observer.observe(item) }

  look() {
    if (document.hidden) return this.tell(true)
    const foot = window.innerHeight
    const middle = ({ top, height }) => top + height / 2
    const seen = this.list.items().reverse().find(item => middle(item.getBoundingClientRect()) < foot)
    if (!seen || Number(seen.dataset.number) <= this.seen) return
    this.seen = Number(seen.dataset.number)
    this.list.saw(this.seen)
    if (!this.telling) this.telling = setTimeout(() => this.tell(false), TELL_EVERY)
  }

  tell(keepalive) {
    clearTimeout(this.telling)
    this.telling = 0
    const address = this.list.dataset.seen
    const token = document.querySelector("[name=csrfmiddlewaretoken]")
    if (!address || !token || !this.list.hasAttribute("me") || this.seen <= this.told) return
    this.told = this.seen
    const said = { line: this.list.lines[0], number: this.seen, csrfmiddlewaretoken: token.value }
    fetch(address, { method: "POST", body: new URLSearchParams(said), keepalive }).catch(() => {})
  }
}

// The composer is fetched for who turns to it, has a text kept here, or may not write any more: a slow link reads first.
class LateComposer {
  constructor(composer) {
    this.composer = composer
    for (const hidden of composer.querySelectorAll("[role=toolbar], [data-preview]")) hidden.hidden = false
    for (const byHand of document.querySelectorAll("[data-by-hand]")) byHand.hidden = true
    composer.addEventListener("focusin", () => this.fetch())
    document.addEventListener("click", event => this.pressed(event))
    document.addEventListener("live:frame", ({ detail }) => this.hear(detail))
    const { member } = document.body.dataset
    try {
      if (localStorage.getItem(`text:${member || ""}:${composer.querySelector("form").dataset.keep}`)) this.fetch()
    } catch (error) { /* nothing is kept */ }
  }

  fetch() {
    const asked = () => Promise.all([import("./composer.js"), import("./drafts.js"), import("./send.js")]) // at once
    if (!this.coming) this.coming = asked().then(() => { this.here = true }, () => { this.coming = null })
    return this.coming
  }

  pressed(event) {
    const pressed = event.target.closest("[data-reply], .item__quote, post-composer button[type=button]")
    if (this.here || !pressed) return
    event.preventDefault()
    this.fetch().then(() => { if (this.here) pressed.click() })
  }

  hear(frame) {
    const { type, closed, why } = frame
    if (this.here || !(why || closed || /ended|gone/.test(type))) return
    this.fetch().then(() => { if (this.here) this.composer.hear(frame) })
  }
}

class LivePosts extends ItemList {
  connectedCallback() {
    super.connectedCallback()
    const composer = document.querySelector("post-composer")
    if (composer) new LateComposer(composer)
    document.addEventListener("composer:sent", event => this.sent(event.detail))
  }

  sent(item) {
    if (item.line !== this.lines[0]) return
    if (!this.show(item)) location.assign(location.pathname + item.number)
  }
}

customElements.define("live-posts", LivePosts)
