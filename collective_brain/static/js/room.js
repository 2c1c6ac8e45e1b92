// <live-room>: the messages of a chat room; the attributes are those of <live-posts> (posts.js).
// What the member says goes into the outbox (outbox.js), and appears at once in the <outbox-list>
// here. <live-presence>: how many members are in the room, and who.
import { LiveElement, replaceKeepingFocus } from "./live.js"
import { localizeTimes } from "./page.js"
import { ContributionList } from "./posts.js"
import { readStored, writeStored } from "./typed_texts.js"

const ANNOUNCE_EVERY = 5000 // ms between two announcements
const NEAR_END = 48 // px

class LiveRoom extends ContributionList {
  connectedCallback() {
    super.connectedCallback()
    this.composer = document.querySelector("post-composer")
    this.older = this.querySelector("[data-older]")
    document.addEventListener("composer:send", event => this.sendMessage(event))
    this.form = document.querySelector(".message-form--sticky")
    this.scrollToStart()
    if (this.form) this.watchFormHeight()
    if (this.older) this.loadOlderOnScroll()
    this.announcer = new Announcer(
      document.querySelector("[data-announce]"),
      document.querySelector("[data-mute]"),
    )
    this.showMenus()
    document.addEventListener("visibilitychange", () => this.showUnseenInTitle())
  }

  showMenus() {
    const menu = document.querySelector("[data-room-menu]")
    if (menu) menu.hidden = false
    this.loadMessageField(menu)
    this.addEventListener("click", ({ target }) => {
      if (target.closest("[data-reply]")) target.closest("details").open = false
    })
  }

  // A reader who only reads does not load it.
  loadMessageField(menu) {
    const text = this.composer && this.composer.querySelector("textarea")
    if (!text) return
    const load = async () => {
      const button = menu && menu.querySelector("[data-enter-sends]")
      const { MessageField } = await import("./message_field.js")
      this.field = this.field || new MessageField(this.composer, button)
    }
    const loadQuietly = () => load().catch(() => {})
    this.composer.addEventListener("focusin", loadQuietly, { once: true })
    if (menu) menu.addEventListener("toggle", loadQuietly, { once: true })
    if (text.value) loadQuietly()
  }

  // The tab says how many messages came while the reader was elsewhere.
  showUnseenInTitle(more = 0) {
    this.cameUnseen = document.hidden ? (this.cameUnseen || 0) + more : 0
    const title = document.title.replace(/^\(\d+\) /, "")
    document.title = this.cameUnseen ? `(${this.cameUnseen}) ${title}` : title
  }

  // Starts at what is new, else at the end.
  scrollToStart() {
    if (location.hash) return
    const divider = this.list.querySelector("[data-divider]")
    if (divider) divider.scrollIntoView({ block: "center" })
    else if (this.isAtEnd) this.scrollToEnd()
  }

  // --- sending ---

  // Each message waits for the one before, so that they get their numbers in this order.
  sendMessage(event) {
    const { composer } = this
    if (!composer.canQueue) return
    event.preventDefault()
    const text = composer.textForOutbox()
    if (composer.contains(document.activeElement)) composer.text.focus()
    composer.clear()
    this.sending = (this.sending || Promise.resolve()).then(async () => {
      if (await composer.queue(text)) this.scrollToEnd()
      else composer.restoreText(text.fields, composer.dataset.failed)
    })
  }

  // --- older messages ---

  loadOlderOnScroll() {
    const load = entries => {
      if (entries.some(entry => entry.isIntersecting)) this.loadOlder()
    }
    const observer = new IntersectionObserver(load, { rootMargin: "300px 0px 0px" })
    observer.observe(this.older)
    this.older.addEventListener("click", event => {
      event.preventDefault()
      this.loadOlder()
    })
  }

  // Frames wait, so that no change of an older message is lost while they load.
  loadOlder() {
    if (!this.isBusy && !this.older.hidden) this.holdFramesDuring(() => this.fetchOlder())
  }

  async fetchOlder() {
    const link = this.older.querySelector("a")
    const answer = await fetch(link.href)
    if (!answer.ok) throw new Error(answer.status)
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const room = page.querySelector("live-room")
    const items = Array.from(room.querySelectorAll("[data-number]")).filter(
      ({ dataset }) => dataset.number < this.first,
    )
    this.keepScrollPosition(() => this.list.prepend(...items))
    for (const item of items) {
      localizeTimes(item)
      this.prepareItem(item)
    }
    this.dataset.first = room.dataset.first
    const next = room.querySelector("[data-older] a")
    if (next) link.href = next.href
    else this.hideOlder()
  }

  hideOlder() {
    const hadFocus = this.older.contains(document.activeElement)
    this.older.hidden = true
    if (!hadFocus) return
    this.list.tabIndex = -1
    this.list.focus({ preventScroll: true })
  }

  // --- scrolling ---

  // A reader at the end stays at the end.
  keepScrollPosition(change) {
    const wasAtEnd = this.isScrolledToEnd()
    super.keepScrollPosition(change)
    if (wasAtEnd) this.scrollToEnd()
  }

  // The form covers the bottom of the list.
  get visibleBottom() {
    const formTop = this.form ? this.form.getBoundingClientRect().top : Infinity
    return Math.min(formTop, window.innerHeight)
  }

  // The form grows when the text gets longer and when somebody else types.
  watchFormHeight() {
    if (!window.ResizeObserver) return
    let height = this.form.offsetHeight
    const observer = new ResizeObserver(() => {
      const growth = this.form.offsetHeight - height
      height += growth
      if (growth > 0 && this.isScrolledToEnd(growth)) this.scrollToEnd()
    })
    observer.observe(this.form)
  }

  get lastRow() {
    return this.querySelector("outbox-list > ol > li:last-child") || this.list.lastElementChild
  }

  isScrolledToEnd(hidden = 0) {
    const { lastRow } = this
    if (!lastRow) return true
    return lastRow.getBoundingClientRect().bottom <= this.visibleBottom + hidden + NEAR_END
  }

  scrollToEnd() {
    const { lastRow } = this
    const below = lastRow ? lastRow.getBoundingClientRect().bottom + 8 - this.visibleBottom : 0
    if (below > 0) window.scrollBy(0, below)
  }

  // --- screen readers ---

  addNewItem(item, number) {
    super.addNewItem(item, number)
    if (this.isOwn(item)) return
    this.announcer.announceSoon(item)
    this.showUnseenInTitle(1)
  }

  announce() {} // the announcer reads each message
}

// Announces new messages to screen readers: up to three in full, more as a number.
class Announcer {
  constructor(region, muteButton) {
    this.region = region
    this.muteButton = muteButton
    this.items = []
    this.lastAt = 0
    if (!muteButton) return
    this.setMuted(!!readStored("mute"))
    muteButton.addEventListener("click", () => this.setMuted(!this.isMuted))
  }

  setMuted(isMuted) {
    this.isMuted = isMuted
    this.muteButton.setAttribute("aria-pressed", isMuted)
    writeStored("mute", isMuted)
  }

  announceSoon(item) {
    if (!this.region || this.isMuted) return
    this.items.push(item)
    if (this.timer) return
    const delay = Math.max(1000, this.lastAt + ANNOUNCE_EVERY - Date.now())
    this.timer = setTimeout(() => this.announce(), delay)
  }

  announce() {
    const { many } = this.region.dataset
    const count = this.items.length
    const textOf = part => part.textContent.trim()
    const sentences = this.items.map(item =>
      Array.from(item.querySelectorAll("[data-name], .prose"), textOf).join(": "),
    )
    this.region.textContent = many && count > 3 ? many.replace("{n}", count) : sentences.join("\n")
    this.items = []
    this.timer = 0
    this.lastAt = Date.now()
  }
}

// <live-presence data-stream="room:3">: the number, in words from data-one and data-many. The link
// in [data-names] leads to the names; they are fetched when the list is open.
class LivePresence extends LiveElement {
  connectedCallback() {
    super.connectedCallback()
    this.list = this.querySelector("[data-names]")
    this.address = this.list.querySelector("a").href
    this.querySelector("details").addEventListener("toggle", () => this.showNames())
  }

  receive({ type, count }) {
    if (type !== "presence") return
    const summary = this.querySelector("summary")
    const { one, many } = summary.dataset
    summary.textContent = (count === 1 ? one : many).replace("{n}", count)
    this.showNames()
  }

  async showNames() {
    if (!this.querySelector("details").open) return
    const headers = { Accept: "application/json" }
    const answer = await fetch(this.address, { headers }).catch(() => ({}))
    if (!answer.ok) return
    const { names, more } = await answer.json()
    replaceKeepingFocus(this.list, () => {
      this.list.textContent = ""
      for (const [name, address] of names) {
        const link = this.addRow().appendChild(document.createElement("a"))
        link.href = address
        link.appendChild(document.createElement("bdi")).textContent = name
      }
      if (more || !names.length) this.addRow().textContent = more || "–"
    })
  }

  addRow() {
    return this.list.appendChild(document.createElement("li"))
  }
}

customElements.define("live-presence", LivePresence)
customElements.define("live-room", LiveRoom)
