// <outbox-list data-stream="topic:17" data-member-name="Ana">: the unsent texts of the member, made
// from its template. Without data-stream it lists all texts.
// data-when="sending waiting refused old" names the states in which a part is visible.
import { formatMoment } from "./connection.js"
import {
  discardAllTexts,
  discardText,
  isTooOld,
  loadOwnTexts,
  queueText,
  retryText,
  sendingId,
  sendTexts,
} from "./outbox.js"

export { discardAllTexts, queueText }

class OutboxList extends HTMLElement {
  connectedCallback() {
    this.texts = []
    this.stream = this.dataset.stream
    this.rows = this.querySelector("ol")
    this.addEventListener("click", event => this.clickButton(event.target.closest("button")))
    document.addEventListener("outbox:changed", () => this.refresh())
    document.addEventListener("outbox:refused", ({ detail }) =>
      this.returnToComposerIfEmpty(detail),
    )
    document.addEventListener("outbox:sent", ({ detail }) => this.openNewTopic(detail))
    document.addEventListener("live:frame", ({ detail }) => this.hideArrived(detail))
    this.refresh()
  }

  // Opens a topic that was started here, unless its author writes another one.
  openNewTopic({ line, answer }) {
    if (line === this.stream && answer.location && this.isComposerEmpty) {
      location.assign(answer.location)
    }
  }

  // The frame of a text may arrive before the answer.
  hideArrived({ nonce }) {
    const text = nonce && this.texts.find(text => text.nonce === nonce)
    if (text) this.rowOf(text).hidden = true
  }

  async refresh() {
    const texts = await loadOwnTexts()
    this.texts = texts.filter(({ line }) => !this.stream || line === this.stream)
    const list = this.closest("live-room, live-posts")
    if (list && list.keepScrollPosition) list.keepScrollPosition(() => this.render())
    else this.render()
  }

  render() {
    const ids = this.texts.map(({ id }) => String(id))
    for (const row of Array.from(this.rows.children)) {
      if (!ids.includes(row.dataset.id)) row.remove()
    }
    for (const text of this.texts) this.showState(this.rowOf(text), text)
    const section = this.closest("[data-outbox]")
    if (section) section.hidden = !this.texts.length
  }

  rowOf(text) {
    const isRow = ({ dataset }) => dataset.id === String(text.id)
    return Array.from(this.rows.children).find(isRow) || this.addRow(text)
  }

  addRow(text) {
    const row = this.querySelector("template").content.cloneNode(true).firstElementChild
    const fieldValue = wanted => (text.fields.find(([name]) => name === wanted) || ["", ""])[1]
    row.dataset.id = text.id
    row.querySelector("[data-text-author]").textContent = this.dataset.memberName
    row.querySelector("[data-text]").textContent = fieldValue("source")
    row.querySelector("[data-text-title]").textContent = fieldValue("title")
    row.querySelector("[data-at]").textContent = formatMoment(text.at)
    const place = row.querySelector("[data-place]")
    if (place) {
      place.href = text.page
      place.textContent = text.place
    }
    return this.rows.appendChild(row)
  }

  stateOf(text) {
    if (text.refused) return "refused"
    if (text.id === sendingId) return "sending"
    return isTooOld(text) ? "old" : "waiting"
  }

  showState(row, text) {
    const state = this.stateOf(text)
    row.querySelector("[data-reason]").textContent = text.refused
    for (const part of row.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(state)
    }
    row.querySelector("[data-change]").hidden = state !== "refused" || !this.composerForm
    row.classList.toggle("message--failed", state === "refused" || state === "old")
  }

  get composerForm() {
    return document.querySelector(`post-composer form[data-target="${this.stream}"]`)
  }

  get isComposerEmpty() {
    const form = this.composerForm
    return form && !form.elements.source.value.trim()
  }

  clickButton(button) {
    const row = button && button.closest("[data-id]")
    const text = row && this.texts.find(({ id }) => String(id) === row.dataset.id)
    if (!text) return
    const { change, discard } = button.dataset
    if (change !== undefined) {
      this.returnToComposer(text)
      return
    }
    if (discard !== undefined && !confirm(discard)) return
    if (this.composerForm) this.composerForm.elements.source.focus() // the button disappears
    if (discard !== undefined) discardText(text)
    else retryText(text)
  }

  // A refused text returns to its form, unless its author writes another one.
  returnToComposerIfEmpty(text) {
    if (text.line === this.stream && this.isComposerEmpty) this.returnToComposer(text)
  }

  async returnToComposer(text) {
    this.composerForm.elements.source.focus() // loads the composer
    await customElements.whenDefined("post-composer")
    document.querySelector("post-composer").restoreText(text.fields, text.refused)
    await discardText(text)
  }
}

customElements.define("outbox-list", OutboxList)
sendTexts()
