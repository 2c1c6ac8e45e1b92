// What is typed into a <post-composer> is kept: in this browser at once, and for members on the server after a pause.
// [data-draft] below the form holds the sequence that its text builds on, and the choice when another tab was first.
import { localise } from "./page.js";
import { send } from "./send.js";

const PAUSE = 2000 // ms without a key until the server is told
const AGAIN = 30000 // ms until a save without an answer is tried again

export function recall(key) {
  try { return JSON.parse(localStorage.getItem(key)) } catch (error) { return null }
}

export function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, JSON.stringify(value))
    else localStorage.removeItem(key)
  } catch (error) { /* full, or forbidden */ }
}

export class Drafts {
  constructor(composer, freshNonce) {
    Object.assign(this, { composer, freshNonce, form: composer.form, box: document.querySelector("[data-draft]") })
    this.round = 0 // grows with each text that was sent
    if (this.box) this.unspoil()
    this.restore()
    addEventListener("pagehide", () => this.leave())
    if (!this.box) return
    this.box.querySelector("[data-by-hand]").hidden = true
    this.discard.addEventListener("submit", () => this.drop())
    this.stale = this.box.querySelector("[data-stale]")
    this.stale.querySelector("[data-take]").addEventListener("click", () => this.chosen(this.take()))
    this.stale.querySelector("[data-mine]").addEventListener("click", () => this.chosen(this.insist()))
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.save() })
    addEventListener("online", () => this.save())
    if (this.isUnsure) this.save(true)
    else this.keep() // what was typed while this was on its way
  }

  get sequence() { return this.box ? Number(this.form.elements.sequence.value) : 0 }
  set sequence(sequence) { this.box.querySelectorAll("[name=sequence]").forEach(input => { input.value = sequence }) }

  // A browser that goes Back fills in what stood there, which is no longer what the text builds on.
  unspoil() {
    this.discard = this.box.querySelector("[data-discard]")
    this.form.elements.sequence.value = this.box.dataset.draft
    this.discard.elements.sequence.value = this.discard.dataset.discard
  }

  // What would be saved, as a text to compare.
  get typed() { return this.content(({ value }) => value) }
  get given() { return this.content(({ value, defaultValue = value }) => defaultValue) }

  content(of) {
    return JSON.stringify(this.composer.fields().map(input => [input.name, of(input)]))
  }

  get hasWords() { return ["source", "title"].some(name => (this.form.elements[name] || { value: "" }).value.trim()) }
  get isUnsaved() { return this.typed !== this.saved }

  // The nonce is kept with its text: what was sent before a crash is not posted twice.
  restore() {
    const { text, line } = this.composer
    const pairs = recall(this.composer.key)
    const kept = pairs && Object.fromEntries(pairs)
    const { sent } = this.form.dataset // by the browser, while this script was on its way: its nonce is that of the text
    if (!text.defaultValue && !sent) this.composer.set("nonce", this.freshNonce()) // Back brings one that was sent
    this.last = this.saved = this.given
    this.seen = this.stored
    if (!kept) return
    if (text.value !== text.defaultValue && text.value !== kept.source) { // somebody was faster than this script
      this.seen = null
      return
    }
    const { nonce } = this.form.elements
    const isShown = this.box && this.box.hasAttribute("data-shown")
    if (isShown && !kept.unsaved && Number(kept.sequence || 0) < this.sequence) return // the server's is newer
    if (text.defaultValue && !isShown && !/^edit/.test(line) && !(nonce && kept.nonce === nonce.value)) return
    if (this.box) {
      kept.sequence = Number(kept.sequence || 0)
      this.isUnsure = kept.unsaved !== false || kept.sequence !== this.sequence
    }
    for (const name of Object.keys(kept)) this.composer.set(name, kept[name])
    this.last = this.typed
    this.saved = kept.unsaved === false ? this.last : ""
    this.left = kept.left && this.last
  }

  // --- in this browser ---

  get stored() {
    try { return localStorage.getItem(this.composer.key) } catch (error) { return null }
  }

  // What another tab of this browser has written meanwhile, and the server does not know yet.
  get other() {
    const fields = this.box && this.stored !== this.seen && Object.fromEntries(recall(this.composer.key) || [])
    return fields && fields.unsaved ? { fields, sequence: fields.sequence } : null
  }

  keepSoon() {
    clearTimeout(this.keeping)
    this.keeping = setTimeout(() => this.keep(), 400)
  }

  keep(anyway) {
    clearTimeout(this.keeping)
    const { typed, other } = this
    if (this.isOver || (typed === this.last && !anyway)) return
    if (other) return this.ask(other)
    this.last = typed
    const pairs = this.composer.fields().map(({ name, value }) => [name, value])
    remember(this.composer.key, this.hasWords && pairs.concat([["sequence", this.sequence], ["unsaved", this.isUnsaved], ["left", this.form.dataset.sent]]))
    this.seen = this.stored
    if (this.isUnsaved) this.saveIn(PAUSE)
  }

  // The text went on its way.
  emptied() {
    this.round += 1
    this.last = this.saved = this.typed
    remember(this.composer.key, null)
    this.seen = this.stored
    if (this.box) this.discard.hidden = this.stale.hidden = true
    this.choice = null
  }

  // --- on the server ---

  saveIn(pause) {
    clearTimeout(this.pausing)
    if (this.box) this.pausing = setTimeout(() => this.save(), pause)
  }

  get maySave() { return this.box && !this.choice && !this.isOver && !this.composer.busy && navigator.onLine }

  async save(anyway) {
    clearTimeout(this.pausing)
    if (this.saving || !this.maySave || !(this.isUnsaved || anyway)) return
    const { typed, round } = this
    this.saving = true
    const answer = await send({ action: this.box.dataset.save }, new FormData(this.form))
    this.saving = false
    if (round !== this.round || this.isOver) return
    if (answer.status === 200) this.keptOnServer(answer, typed)
    else if (answer.status === 409 && !this.composer.busy) this.ask(answer)
    else if (![401, 404, 422].includes(answer.status)) this.saveIn(answer.wait ? answer.wait * 1000 : AGAIN)
  }

  keptOnServer({ sequence, at, closed }, typed) {
    this.saved = typed
    this.sequence = sequence
    this.discard.hidden = closed || (this.discard.hidden && !!this.box.closest(".message-form")) // a room is for reading
    const time = this.discard.querySelector("time")
    const words = this.discard.querySelector("[data-words]")
    if (words.textContent !== words.dataset.words) words.textContent = words.dataset.words // read out once
    time.removeAttribute("title")
    time.dateTime = time.textContent = at
    localise(this.discard)
    this.keep(true)
  }

  leave() {
    this.keep(this.form.dataset.sent)
    if (!this.maySave || !this.isUnsaved) return
    const body = new FormData(this.form)
    fetch(this.box.dataset.save, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } }).catch(() => {})
  }

  drop() {
    this.isOver = true
    remember(this.composer.key, null)
  }

  // --- another tab or device was first ---

  ask(newer) {
    this.choice = newer
    if (!this.isUnsaved || this.wentAlong(newer)) return this.take() // nothing was typed here since
    const { fields, closed, refused = this.stale.dataset.stale } = newer
    const shown = this.stale.querySelector("[data-newer]")
    this.stale.querySelector("[data-why]").textContent = refused
    shown.textContent = fields.source || ""
    shown.hidden = !!closed
    const take = this.stale.querySelector("[data-take]")
    take.textContent = closed ? take.dataset.closed : take.dataset.take
    this.stale.hidden = false
    this.stale.scrollIntoView({ block: "nearest" })
  }

  // Somebody pressed Send before this script was there: the browser sent it, and it arrived.
  wentAlong({ closed }) { return closed && this.left === this.typed }

  take() {
    const { fields, sequence, closed } = this.choice
    if (closed && !this.form.elements.nonce) { // an edit: its page has the text as it is now
      this.drop()
      return location.reload()
    }
    if (closed) this.empty()
    else Object.entries({ source: "", title: "", reply_to: "", why: "", language: "", ...fields }).forEach(([name, text]) => this.composer.set(name, text))
    this.composer.showReplyTo()
    this.saved = fields.unsaved ? "" : this.typed
    this.settle(sequence)
  }

  empty() {
    this.composer.set("title", "")
    this.composer.clear()
  }

  insist() {
    const { sequence, closed, version } = this.choice
    if (closed) this.composer.set(version ? "version" : "nonce", version || this.freshNonce())
    this.saved = ""
    this.settle(sequence)
  }

  settle(sequence) {
    this.choice = null
    this.stale.hidden = true
    this.sequence = sequence
    this.seen = this.stored
    this.keep(true)
  }

  chosen() {
    this.composer.text.focus() // the buttons go
    this.save()
  }
}
