// <live-room … at-end>: messages as they come. What one says goes into the outbox (outbox.js), and shows
// at once in the room's <waiting-list>.
import { LiveElement, refill } from "./live.js";
import { localise } from "./page.js";
import { ItemList } from "./posts.js";
import { recall, remember } from "./composer.js";

const SPOKEN_EVERY = 5000 // ms between two announcements

class LiveRoom extends ItemList {
  connectedCallback() {
    super.connectedCallback()
    this.composer = document.querySelector("post-composer")
    this.older = this.querySelector("[data-older]")
    document.addEventListener("composer:send", event => this.say(event))
    this.form = document.querySelector(".message-form--sticky")
    this.start()
    if (this.form) this.watchForm()
    if (this.older) this.watchTop()
    this.spoken = new Spoken(document.querySelector("[data-announce]"), document.querySelector("[data-mute]"))
  }

  // Begins at what is new, else at the end.
  start() {
    if (location.hash) return
    const divider = this.list.querySelector("[data-divider]")
    if (divider) divider.scrollIntoView({ block: "center" })
    else if (this.hasAttribute("at-end")) this.toFoot()
  }

  // --- saying ---

  // One after the other, so that they are numbered as they were said.
  say(event) {
    const { composer } = this
    if (!composer.canWait) return
    event.preventDefault()
    const said = composer.asText()
    if (composer.contains(document.activeElement)) composer.text.focus()
    composer.clear()
    this.saying = (this.saying || Promise.resolve()).then(async () => {
      if (await composer.sendLater(said)) this.toFoot()
      else composer.takeBack(said.fields, composer.dataset.failed)
    })
  }

  // --- older messages ---

  watchTop() {
    const near = new IntersectionObserver(entries => {
      if (entries.some(entry => entry.isIntersecting)) this.loadOlder()
    }, { rootMargin: "300px 0px 0px" })
    near.observe(this.older)
    this.older.addEventListener("click", event => { event.preventDefault(); this.loadOlder() })
  }

  // Frames wait meanwhile, so that no change of an older message falls in between.
  loadOlder() {
    if (!this.busy && !this.older.hidden) this.hold(() => this.takeOlder())
  }

  async takeOlder() {
    const link = this.older.matches("a") ? this.older : this.older.querySelector("a")
    const answer = await fetch(link.href)
    if (!answer.ok) throw new Error(answer.status)
    const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("live-room")
    const items = Array.from(page.querySelectorAll("[data-number]")).filter(({ dataset }) => dataset.number < this.first)
    this.keepPlace(() => this.list.prepend(...items))
    items.forEach(item => { localise(item); this.dress(item) })
    this.setAttribute("first", page.getAttribute("first"))
    const next = page.querySelector("a[data-older], [data-older] a")
    if (next) link.href = next.href
    else this.noOlder()
  }

  noOlder() {
    const hadFocus = this.older.contains(document.activeElement)
    this.older.hidden = true
    if (!hadFocus) return
    this.list.tabIndex = -1
    this.list.focus({ preventScroll: true })
  }

  // --- the place one reads ---

  keepPlace(change) {
    const follow = this.isAtFoot()
    super.keepPlace(change)
    if (follow) this.toFoot()
  }

  // The form lies over the foot of the list, and grows: somebody types, a text gets longer.
  get foot() { return Math.min(this.form ? this.form.getBoundingClientRect().top : Infinity, window.innerHeight) }

  watchForm() {
    let height = this.form.offsetHeight
    const grown = new ResizeObserver(() => {
      const more = this.form.offsetHeight - height
      height += more
      if (more > 0 && this.isAtFoot(more)) this.toFoot()
    })
    grown.observe(this.form)
  }

  get lastRow() { return this.querySelector("waiting-list > ol > li:last-child") || this.list.lastElementChild }

  isAtFoot(hidden = 0) {
    const last = this.lastRow
    return !last || last.getBoundingClientRect().bottom <= this.foot + hidden + 48
  }

  toFoot() {
    const last = this.lastRow
    const below = last ? last.getBoundingClientRect().bottom + 8 - this.foot : 0
    if (below > 0) window.scrollBy(0, below)
  }

  // --- for who hears the page ---

  arrived(item, number) {
    super.arrived(item, number)
    if (item.dataset.author !== this.getAttribute("me")) this.spoken.add(item)
  }

  announce() {} // each message is
}

// Reads new messages out in a region of its own: a few one by one, many as a number, never faster than it can be heard.
class Spoken {
  constructor(region, mute) {
    this.region = region
    this.mute = mute
    this.waiting = []
    this.last = 0
    if (!mute) return
    mute.hidden = false
    this.set(!!recall("mute"))
    mute.addEventListener("click", () => this.set(mute.getAttribute("aria-pressed") !== "true"))
  }

  set(muted) {
    this.muted = muted
    this.mute.setAttribute("aria-pressed", muted)
    remember("mute", muted)
  }

  add(item) {
    if (!this.region || this.muted) return
    this.waiting.push(item)
    if (!this.timer) this.timer = setTimeout(() => this.say(), Math.max(1000, this.last + SPOKEN_EVERY - Date.now()))
  }

  say() {
    const { many } = this.region.dataset
    const count = this.waiting.length
    const texts = this.waiting.map(item => Array.from(item.querySelectorAll("[data-name], .prose"), part => part.textContent.trim()).join(": "))
    this.region.textContent = many && count > 3 ? many.replace("{n}", count) : texts.join("\n")
    this.waiting = []
    this.timer = 0
    this.last = Date.now()
  }
}

// <live-presence line="room:3">: how many, in words from [data-one][data-many]; the names are fetched from the link in
// [data-names] when the list is opened, and again when it changed meanwhile.
class LivePresence extends LiveElement {
  connectedCallback() {
    super.connectedCallback()
    this.list = this.querySelector("[data-names]")
    this.address = this.list.querySelector("a").href
    this.querySelector("details").addEventListener("toggle", () => this.name())
  }

  receive({ type, count }) {
    if (type !== "presence") return
    const shown = this.querySelector("[data-many]")
    shown.textContent = (count === 1 ? shown.dataset.one : shown.dataset.many).replace("{n}", count)
    this.name()
  }

  async name() {
    if (!this.querySelector("details").open) return
    const answer = await fetch(this.address, { headers: { Accept: "application/json" } }).catch(() => ({}))
    if (!answer.ok) return
    const { names, more } = await answer.json()
    refill(this.list, () => {
      this.list.textContent = ""
      for (const [name, address] of names) {
        const link = this.row().appendChild(document.createElement("a"))
        link.href = address
        link.appendChild(document.createElement("bdi")).textContent = name
      }
      if (more || !names.length) this.row().textContent = more || "–"
    })
  }

  row() { return this.list.appendChild(document.createElement("li")) }
}

customElements.define("live-presence", LivePresence)
customElements.define("live-room", LiveRoom)
