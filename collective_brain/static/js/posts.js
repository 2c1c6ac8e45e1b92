// Lists of contributions that follow the server (docs/protocol.md): <live-posts>, and
// ContributionList for <live-room> in room.js.
// data-stream, data-mark: the stream and the last change that the page shows. data-first,
// data-last: the numbers that belong on this page; data-at-end: everything after data-first does.
// data-end: the last number of the conversation. data-read: the last number that was read, if the
// page itself did not count as reading. data-facilitator: the reader may edit everything.
// [data-new] contains a link, with words in data-one and data-many: what is new and out of view.
import {
  addListener,
  deliver,
  elementFrom,
  randomBetween,
  removeListener,
  replaceKeepingFocus,
} from "./live.js"
import { readStored } from "./page.js"

const MAX_PENDING = 500 // frames; the list catches up on what it drops
const REPORT_EVERY = 5000 // ms between two reports of the read position

export class ContributionList extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol")
    this.streams = [this.dataset.stream]
    this.hasMarks = true
    this.pendingFrames = [] // frames that wait for an earlier frame, or for an answer
    this.highestMark = 0 // the highest mark that the server has announced
    const lastItem = this.items().pop()
    const lastShown = lastItem ? Number(lastItem.dataset.number) : 0
    this.end = Math.max(this.numberAttribute("end", 0), lastShown)
    this.endAtLoad = this.isAtEnd ? Infinity : Math.max(this.last, this.end)
    this.unseen = [] // numbers of items that arrived and were not in view yet
    this.readPosition = new ReadPosition(this, this.numberAttribute("read", lastShown))
    for (const item of this.items()) this.prepareItem(item)
    document.addEventListener("outbox:sent", ({ detail }) => {
      if (detail.line === this.dataset.stream) this.showItem(detail.answer)
    })
    addListener(this)
  }

  numberAttribute(name, fallback) {
    return name in this.dataset ? Number(this.dataset[name]) : fallback
  }

  get mark() {
    return this.numberAttribute("mark", 0)
  }

  set mark(mark) {
    this.dataset.mark = mark
  }

  get first() {
    return this.numberAttribute("first", 1)
  }

  get last() {
    return this.isAtEnd ? Infinity : this.numberAttribute("last", Infinity)
  }

  get isAtEnd() {
    return "atEnd" in this.dataset
  }

  items() {
    return Array.from(this.list.children).filter(item => item.dataset.number)
  }

  itemAt(number) {
    return this.items().find(item => item.dataset.number === String(number))
  }

  // --- frames in the order of their marks ---

  receive(frame) {
    if (frame.type === "dropped") {
      this.removeAll()
      return
    }
    if (frame.changes && frame.changes.head > this.mark && !this.isBusy) {
      this.applyChanges(frame.changes)
    } else if (frame.type === "listening" && frame.mark !== this.mark) {
      this.poll()
      return
    }
    if (frame.type === "mark") this.highestMark = Math.max(this.highestMark, frame.mark)
    if (frame.type === "item" || frame.type === "head") {
      this.pendingFrames = this.pendingFrames.concat(frame).slice(-MAX_PENDING)
    }
    this.applyFrames()
  }

  // Applies the frames that follow the mark. A gap that stays open for a moment needs a catch-up.
  applyFrames() {
    if (this.isBusy) return
    this.pendingFrames.sort((one, other) => one.mark - other.mark)
    while (this.pendingFrames.length && this.pendingFrames[0].mark <= this.mark + 1) {
      const frame = this.pendingFrames.shift()
      if (frame.mark <= this.mark) continue
      this.mark = frame.mark
      if (frame.type === "item") this.showItem(frame)
    }
    if (this.pendingFrames.length || this.highestMark > this.mark) this.pollIn(100, 600)
    else if (!this.mustPoll) clearTimeout(this.pollTimer)
  }

  pollIn(least, most) {
    clearTimeout(this.pollTimer)
    this.pollTimer = setTimeout(() => this.poll(), randomBetween(least, most))
  }

  poll() {
    this.mustPoll = true
    if (!this.isBusy) this.holdFramesDuring(() => this.catchUp())
  }

  // Frames wait until `work` is done. A failure leads to a new catch-up.
  async holdFramesDuring(work) {
    this.isBusy = true
    const isDone = await work().then(
      () => true,
      () => false,
    )
    this.isBusy = false
    if (!isDone) this.pollIn(4000, 8000)
    else if (this.mustPoll) this.poll()
    else this.applyFrames()
  }

  async catchUp() {
    this.mustPoll = false
    const address = new URL(this.dataset.catchUp, location.href)
    const { language } = document.body.dataset
    const query = { since: this.mark, first: this.first, last: this.last, language }
    for (const name of Object.keys(query)) {
      if (query[name] !== Infinity) address.searchParams.set(name, query[name])
    }
    const answer = await fetch(address.href, { headers: { Accept: "application/json" } })
    if (answer.status === 404) {
      this.removeAll()
      return
    }
    if (!answer.ok) throw new Error(answer.status)
    const changes = await answer.json()
    if (changes.more) location.replace(location.pathname)
    else this.applyChanges(changes)
  }

  applyChanges({ head, state, items, end, present }) {
    for (const item of items) {
      this.showItem(item)
      document.dispatchEvent(new CustomEvent("live:missed-item", { detail: item }))
    }
    this.mark = head
    this.highestMark = 0
    this.extendTo(end || 0)
    const line = this.dataset.stream
    deliver({ type: "head", line, mark: head, ...state })
    if (present !== undefined) deliver({ type: "presence", line, count: present })
  }

  removeAll() {
    removeListener(this)
    this.list.textContent = ""
    deliver({ type: "gone", line: this.dataset.stream })
  }

  // --- items on the page ---

  // Returns the item on the page, or null when it belongs to another page. An older version never
  // replaces a newer one.
  showItem({ number, mark, html }) {
    const old = this.itemAt(number)
    if (old && Number(old.dataset.mark) >= mark) return old
    const isNew = number > this.end
    this.extendTo(number)
    if (!old && (number < this.first || number > this.last)) return null
    const item = elementFrom(html)
    this.keepScrollPosition(() => this.putInOrder(item, old, number))
    this.prepareItem(item)
    if (isNew) this.addNewItem(item, number)
    return item
  }

  putInOrder(item, old, number) {
    const placeholder = this.list.querySelector(".empty-list")
    if (placeholder) placeholder.remove()
    replaceKeepingFocus(old || item, () => {
      const isBefore = ({ dataset }) => Number(dataset.number) < number
      const before = this.items().reverse().find(isBefore)
      if (old) old.replaceWith(item)
      else if (before) before.after(item)
      else this.list.prepend(item)
      return item
    })
  }

  isOwn(item) {
    return item.dataset.author === document.body.dataset.member
  }

  // The HTML of an item is the same for all readers: shows the controls of this reader.
  prepareItem(item) {
    const edit = item.querySelector("[data-edit]")
    if (edit) edit.hidden = !(this.isOwn(item) || "facilitator" in this.dataset)
    const quote = item.querySelector("[data-quote]")
    if (quote) quote.hidden = !document.querySelector("post-composer")
    this.addControl(item, "template[data-copy]", async button => {
      const { copyLink } = await import("./copy_link.js")
      copyLink(button)
    })
    if (this.isOwn(item)) {
      this.addControl(item, "template[data-delete]", async () => {
        const { deleteItem } = await import("./delete_item.js")
        deleteItem(this, item)
      })
    }
    this.readPosition.watchUntilRead(item)
  }

  // One template for all items: a button in each item would make every page larger.
  addControl(item, selector, act) {
    const template = document.querySelector(selector)
    const controls = item.querySelector("[data-controls], .message__actions")
    if (!template || !controls) return
    const button = template.content.cloneNode(true).firstElementChild
    const label = button.getAttribute("aria-label").replace("{n}", item.dataset.number)
    button.setAttribute("aria-label", label)
    button.addEventListener("click", () => act(button).catch(() => {}))
    controls.append(button)
  }

  // What the reader reads stays where it is during `change`.
  keepScrollPosition(change) {
    const read = this.items().find(item => item.getBoundingClientRect().bottom > 0)
    const before = read ? read.getBoundingClientRect().top : 0
    change()
    const now = read && this.itemAt(read.dataset.number)
    const shift = now ? now.getBoundingClientRect().top - before : 0
    if (shift) window.scrollBy(0, shift)
  }

  // --- what is new ---

  addNewItem(item, number) {
    if (!this.isOwn(item)) this.unseen.push(number)
    this.updateNewLinkSoon()
  }

  extendTo(number) {
    if (number <= this.end) return
    this.end = number
    this.updateNewLinkSoon()
  }

  removeSeen(number) {
    this.unseen = this.unseen.filter(unseen => unseen > number)
    this.updateNewLinkSoon()
  }

  updateNewLinkSoon() {
    clearTimeout(this.newLinkTimer)
    this.newLinkTimer = setTimeout(() => this.updateNewLink(), 250)
  }

  updateNewLink() {
    const container = this.querySelector("[data-new]")
    if (!container) return
    const link = container.querySelector("a")
    const count = this.unseen.length + Math.max(0, this.end - this.endAtLoad)
    if (count > (this.shownCount || 0)) this.announce(this.newLinkText(link, count))
    this.shownCount = count
    container.hidden = !count
    link.textContent = this.newLinkText(link, count)
    link.href = this.unseen.length
      ? "#" + this.itemAt(this.unseen[0]).id
      : link.pathname.replace(/\d*$/, this.endAtLoad + 1)
  }

  newLinkText({ dataset: { one, many } }, count) {
    return count === 1 ? one : many.replace("{n}", count)
  }

  announce(sentence) {
    const region = document.querySelector("[data-announce]")
    if (region) region.textContent = sentence
  }
}

// How far the reader has read the list, and the reports of it to the server.
class ReadPosition {
  constructor(list, number) {
    this.list = list
    this.setNumber(number)
    this.reported = number
    this.observer = new IntersectionObserver(() => this.moveToLastInView(), {
      threshold: [0, 0.5, 1],
    })
    document.addEventListener("visibilitychange", () => this.moveToLastInView())
    addEventListener("pagehide", () => this.sendPosition(true))
  }

  // unread_badges.js reads it when the reader goes back to a list.
  setNumber(number) {
    this.number = number
    try {
      sessionStorage.setItem(`read:${this.list.dataset.stream}`, number)
    } catch (_error) {} // a browser without storage
  }

  watchUntilRead(item) {
    if (Number(item.dataset.number) > this.number) this.observer.observe(item)
  }

  moveToLastInView() {
    if (document.hidden) {
      this.sendPosition(true)
      return
    }
    const isInView = item => {
      const { top, height } = item.getBoundingClientRect()
      return top + height / 2 < window.innerHeight
    }
    const item = this.list.items().reverse().find(isInView)
    if (!item || Number(item.dataset.number) <= this.number) return
    this.setNumber(Number(item.dataset.number))
    this.list.removeSeen(this.number)
    if (!this.timer) this.timer = setTimeout(() => this.sendPosition(false), REPORT_EVERY)
  }

  sendPosition(keepalive) {
    clearTimeout(this.timer)
    this.timer = 0
    const { seen, stream } = this.list.dataset
    const token = document.querySelector("[name=csrfmiddlewaretoken]")
    const { member } = document.body.dataset
    if (!seen || !token || !member || this.number <= this.reported) return
    this.reported = this.number
    const report = { line: stream, number: this.number, csrfmiddlewaretoken: token.value }
    const body = new URLSearchParams(report)
    fetch(seen, { method: "POST", body, keepalive }).catch(() => {})
  }
}

// Loads the composer when somebody turns to it, when this browser has a text for it, or when the
// right to write ends. Readers on slow networks do not wait for it.
class ComposerLoader {
  constructor(composer) {
    this.composer = composer
    for (const tool of composer.querySelectorAll("[role=toolbar], [data-preview]")) {
      tool.hidden = false
    }
    for (const element of document.querySelectorAll("[data-no-script]")) element.hidden = true
    composer.addEventListener("focusin", () => this.load())
    document.addEventListener("click", event => this.loadThenRepeatClick(event))
    document.addEventListener("live:frame", ({ detail }) => this.receive(detail))
    if (this.hasTypedText()) this.load()
  }

  // typed_texts.js stores it. A visitor's text may belong to the member who signed in.
  hasTypedText() {
    const { member = "" } = document.body.dataset
    const { target } = this.composer.querySelector("form").dataset
    return readStored(`text:${member}:${target}`) || readStored("text::" + target)
  }

  load() {
    if (!this.loading) {
      const modules = [
        import("./composer.js"),
        import("./drafts.js"),
        import("./send_form.js"),
        import("./typed_texts.js"),
      ]
      this.loading = Promise.all(modules).then(
        () => {
          this.isLoaded = true
        },
        () => {
          this.loading = null
        },
      )
    }
    return this.loading
  }

  loadThenRepeatClick(event) {
    const button = event.target.closest(
      "[data-reply], [data-quote], post-composer button[type=button]",
    )
    if (this.isLoaded || !button) return
    event.preventDefault()
    this.load().then(() => {
      if (this.isLoaded) button.click()
    })
  }

  receive(frame) {
    const { type, closed, why } = frame
    if (this.isLoaded || !(why || closed || /ended|gone/.test(type))) return
    this.load().then(() => {
      if (this.isLoaded) this.composer.receive(frame)
    })
  }
}

class LivePosts extends ContributionList {
  connectedCallback() {
    super.connectedCallback()
    const composer = document.querySelector("post-composer")
    if (composer) new ComposerLoader(composer)
    document.addEventListener("composer:sent", ({ detail }) => this.showSent(detail))
  }

  showSent(item) {
    if (item.line !== this.dataset.stream) return
    const shown = this.showItem(item)
    if (shown) this.pointAt(shown)
    else location.assign(location.pathname + item.number)
  }

  // Authors see where their post is.
  pointAt(item) {
    if (this.sentItem) this.sentItem.classList.remove("post--sent")
    this.sentItem = item
    item.classList.add("post--sent")
    item.tabIndex = -1
    item.scrollIntoView({ block: "nearest" })
    item.focus({ preventScroll: true })
    const { sent } = document.querySelector("[data-announce]").dataset
    this.announce(sent.replace("{n}", item.dataset.number))
  }
}

customElements.define("live-posts", LivePosts)
