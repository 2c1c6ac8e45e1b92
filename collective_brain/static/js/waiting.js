// <waiting-list line="topic:17" name="Ana">: this member's texts that wait to be sent, made from its template; without
// `line`, all of them. [data-when="sending waiting refused old"] says in which states a part is shown.
import { written } from "./link.js";
import { again, discard, discardAll, isOld, keep, mine, onItsWay, run } from "./outbox.js";

export { discardAll, keep }

class WaitingList extends HTMLElement {
  connectedCallback() {
    this.line = this.getAttribute("line")
    this.rows = this.querySelector("ol")
    this.addEventListener("click", event => this.pressed(event.target.closest("button")))
    document.addEventListener("outbox:changed", () => this.refresh())
    document.addEventListener("outbox:refused", ({ detail }) => this.refused(detail))
    document.addEventListener("outbox:sent", ({ detail }) => this.sent(detail))
    document.addEventListener("live:frame", ({ detail }) => this.arrived(detail))
    this.refresh()
  }

  // A topic that was started here leads on to its page, unless another is being written.
  sent({ line, answer }) {
    if (line === this.line && answer.location && this.isEmpty) location.assign(answer.location)
  }

  // Its frame may come before the answer.
  arrived({ nonce }) {
    const text = nonce && this.texts && this.texts.find(text => text.nonce === nonce)
    if (text) this.rowOf(text).hidden = true
  }

  async refresh() {
    const texts = (await mine()).filter(({ line }) => !this.line || line === this.line)
    this.texts = texts
    const list = this.closest("live-room, live-posts")
    if (list && list.keepPlace) list.keepPlace(() => this.render())
    else this.render()
  }

  render() {
    const kept = new Set(this.texts.map(({ id }) => String(id)))
    for (const row of Array.from(this.rows.children)) if (!kept.has(row.dataset.id)) row.remove()
    for (const text of this.texts) this.dress(this.rowOf(text), text)
    const section = this.closest("[data-waits]")
    if (section) section.hidden = !this.texts.length
  }

  rowOf(text) {
    const there = Array.from(this.rows.children).find(({ dataset }) => dataset.id === String(text.id))
    if (there) return there
    const row = this.querySelector("template").content.cloneNode(true).firstElementChild
    const field = name => (text.fields.find(([own]) => own === name) || [])[1] || ""
    row.dataset.id = text.id
    row.querySelector("[data-author]").textContent = this.getAttribute("name")
    row.querySelector("[data-text]").textContent = field("source")
    row.querySelector("[data-title]").textContent = field("title")
    const place = row.querySelector("[data-place]")
    if (place) Object.assign(place, { href: text.page, textContent: text.place })
    row.querySelector("[data-at]").textContent = written(text.at)
    return this.rows.appendChild(row)
  }

  dress(row, text) {
    const state = text.refused ? "refused" : text.id === onItsWay ? "sending" : isOld(text) ? "old" : "waiting"
    row.querySelector("[data-why]").textContent = text.refused
    for (const part of row.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state)
    row.querySelector("[data-change]").hidden = state !== "refused" || !this.composer
    row.classList.toggle("message--failed", state === "refused" || state === "old")
  }

  get composer() { return document.querySelector("post-composer form[data-keep='" + this.line + "']") }

  get isEmpty() { return this.composer && !this.composer.elements.source.value.trim() }

  pressed(button) {
    const row = button && button.closest("[data-id]")
    const text = row && this.texts.find(({ id }) => String(id) === row.dataset.id)
    if (!text) return
    const { dataset } = button
    if (dataset.change !== undefined) return this.change(text)
    if (dataset.discard !== undefined && !confirm(dataset.discard)) return
    if (this.composer) this.composer.elements.source.focus() // the button goes
    if (dataset.discard !== undefined) discard(text)
    else again(text)
  }

  // What was just sent goes back to where it was typed, unless something new stands there.
  refused(text) {
    if (text.line === this.line && this.isEmpty) this.change(text)
  }

  async change(text) {
    this.composer.elements.source.focus() // which fetches the composer
    await customElements.whenDefined("post-composer")
    document.querySelector("post-composer").takeBack(text.fields, text.refused)
    await discard(text)
  }
}

customElements.define("waiting-list", WaitingList)
run()
