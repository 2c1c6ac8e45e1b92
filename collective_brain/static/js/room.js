// <live-room>: the messages of a chat room; the attributes are those of <live-posts> (posts.js).
// What the member says goes into the outbox (outbox.js), and appears at once in the <outbox-list>
// here. <live-presence>: how many members are in the room, and who. What a reader needs later, such as
// announcements and edits, is in modules that are loaded then.
import { LiveElement, replaceKeepingFocus } from "./live.js"
import { localizeTimes } from "./page.js"
import { ContributionList } from "./posts.js"

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
    this.showMenus()
    document.addEventListener("visibilitychange", () => this.showUnseenInTitle())
  }

  showMenus() {
    const menu = document.querySelector("[data-room-menu]")
    if (menu) {
      menu.hidden = false
      menu.addEventListener("toggle", () => this.loadArrivals().catch(() => {}))
    }
    this.menu = menu
    this.loadMessageField(menu)
    this.addEventListener("click", event => this.chooseFromMenu(event))
  }

  chooseFromMenu(event) {
    const { target } = event
    const menu = target.closest("details")
    if (target.closest("[data-reply]")) menu.open = false
    const link = target.closest("[data-edit]")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    menu.open = false
    import("./edit_in_place.js").then(
      ({ editInPlace }) => editInPlace(this, link.closest("[data-number]"), link),
      () => location.assign(link.href),
    )
  }

  loadArrivals() {
    if (!this.arrivals) {
      this.arrivals = import("./arrivals.js").then(
        ({ Arrivals }) => new Arrivals(this.menu, this.dataset.stream),
      )
      this.arrivals.catch(() => (this.arrivals = null)) // the next time tries again
    }
    return this.arrivals
  }

  // A reader who only reads does not load it.
  loadMessageField(menu) {
    const text = this.composer && this.composer.querySelector("textarea")
    const button = menu && menu.querySelector("[data-enter-sends]")
    if (button) button.hidden = !text
    if (!text) return
    const load = async () => {
      const { MessageField } = await import("./message_field.js")
      this.field = this.field || new MessageField(this.composer, button)
    }
    const loadQuietly = () => load().catch(() => {})
    this.composer.addEventListener("focusin", loadQuietly, { once: true })
    if (menu) menu.addEventListener("toggle", loadQuietly)
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
    this.updateDayLines()
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

  // --- what arrives ---

  addNewItem(item, number) {
    super.addNewItem(item, number)
    if (this.isOwn(item)) return
    this.loadArrivals().then(
      arrivals => arrivals.add(item),
      () => {},
    )
    this.showUnseenInTitle(1)
  }

  announce() {} // arrivals.js reads each message

  // A removed message begins no day, so each change of an item can move a line.
  putInOrder(item, old, number) {
    super.putInOrder(item, old, number)
    this.updateDayLines()
  }

  // Once for all items that arrive together.
  updateDayLines() {
    if (this.areDaysOld) return
    this.areDaysOld = true
    import("./day_lines.js")
      .then(({ updateDayLines }) => updateDayLines(this))
      .catch(() => {})
      .then(() => {
        this.areDaysOld = false
      })
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
