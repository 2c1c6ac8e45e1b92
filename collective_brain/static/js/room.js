// <live-room … at-end>: messages as they come. What one says shows at once from template[data-pending], and is
// sent in order; what could not be sent waits in this browser, with "try again", under the same nonce.
import { LiveElement, refill } from "./live.js";
import { localise } from "./page.js";
import { ItemList } from "./posts.js";
import { freshNonce, recall, remember, send } from "./composer.js";

const RESEND_WITHIN = 3600000 // ms; what is older waits for its author to say so
const SPOKEN_EVERY = 5000 // ms between two announcements

class LiveRoom extends ItemList {
  connectedCallback() {
    super.connectedCallback()
    this.composer = document.querySelector("post-composer")
    this.older = this.querySelector("[data-older]")
    this.key = `text:${this.getAttribute("me")}:${this.lines[0]}:out`
    this.unsent = []
    this.sending = Promise.resolve()
    document.addEventListener("composer:send", event => this.say(event))
    this.addEventListener("click", event => this.pressed(event))
    addEventListener("online", () => this.resend())
    this.start()
    if (this.composer) (recall(this.key) || []).forEach(message => this.showPending(message))
    this.resend()
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

  say(event) {
    event.preventDefault()
    const { form, text } = this.composer
    const message = { source: text.value, nonce: form.elements.nonce.value, reply_to: form.elements.reply_to.value, at: Date.now() }
    if (this.composer.contains(document.activeElement)) text.focus()
    this.composer.clear()
    this.showPending(message)
    this.toFoot()
    this.send(message)
  }

  showPending(message) {
    const made = document.querySelector("template[data-pending]").content.cloneNode(true).firstElementChild
    made.dataset.nonce = message.nonce
    made.querySelector("[data-text]").textContent = message.source
    this.list.append(made)
    message.element = made
    this.unsent.push(message)
    this.keepUnsent()
    this.fail(message, true)
  }

  pending(nonce) { return Array.from(this.list.children).find(item => item.dataset.nonce === nonce) }

  fail({ element }, failed) {
    element.classList.toggle("message--failed", failed)
    element.classList.toggle("message--pending", !failed)
    for (const part of element.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "failed") !== failed
  }

  // One after the other, so that they are numbered as they were said.
  send(message) {
    this.fail(message, false)
    this.sending = this.sending.then(() => this.sendNow(message))
  }

  async sendNow(message) {
    const { form, dataset } = this.composer
    const body = new FormData(form)
    body.set("source", message.source)
    body.set("nonce", message.nonce)
    body.set("reply_to", message.reply_to || "")
    const answer = await send(form, body)
    if (answer.status === 201) {
      this.show(answer)
      return this.sent(message)
    }
    if (!message.element.isConnected) return this.sent(message) // its frame came, only the answer did not
    if (answer.status === 401) {
      this.sent(message) // the server has it
      return location.assign(answer.login)
    }
    const follow = this.isAtFoot()
    if (answer.status === 422) this.giveBack(message)
    else this.fail(message, true)
    this.composer.tell(answer.refused || dataset.failed)
    if (follow) this.toFoot()
    if (answer.wait) setTimeout(() => this.resend(), answer.wait * 1000)
  }

  sent(message) {
    this.unsent = this.unsent.filter(other => other !== message)
    this.keepUnsent()
    if (!this.unsent.length) this.composer.tell("")
  }

  // A refused text can be changed: back to where it was typed, unless something new stands there.
  giveBack(message) {
    message.nonce = message.element.dataset.nonce = freshNonce()
    if (this.composer.text.value) return this.fail(message, true)
    message.element.remove()
    this.sent(message)
    this.composer.text.value = message.source
    this.composer.replyTo(message.reply_to || "")
    this.composer.keep()
  }

  keepUnsent() {
    const kept = this.unsent.map(({ source, nonce, reply_to, at }) => ({ source, nonce, reply_to, at }))
    remember(this.key, kept.length && kept)
  }

  resend() {
    const young = this.unsent.filter(({ element, at }) => element.matches(".message--failed") && Date.now() - at < RESEND_WITHIN)
    young.forEach(message => this.send(message))
  }

  pressed(event) {
    const again = event.target.closest("[data-again]")
    if (again) {
      const element = again.closest("[data-nonce]")
      this.composer.tell("")
      this.composer.text.focus() // the button goes
      this.send(this.unsent.find(message => message.element === element))
    }
    if (this.older && this.older.contains(event.target)) {
      event.preventDefault()
      this.loadOlder()
    }
  }

  // --- older messages ---

  watchTop() {
    const near = new IntersectionObserver(entries => {
      if (entries.some(entry => entry.isIntersecting)) this.loadOlder()
    }, { rootMargin: "300px 0px 0px" })
    near.observe(this.older)
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

  get foot() {
    const pinned = this.composer ? this.composer.getBoundingClientRect().top : Infinity
    return Math.min(pinned, window.innerHeight)
  }

  isAtFoot() {
    const last = this.list.lastElementChild
    return !last || last.getBoundingClientRect().bottom <= this.foot + 48
  }

  toFoot() {
    const last = this.list.lastElementChild
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
