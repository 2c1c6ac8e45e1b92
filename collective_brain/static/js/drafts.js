// Stores what is typed into a <post-composer>: at once in this browser, and for members after a
// pause on the server. [data-draft] below the form contains the sequence number of the draft that
// the text builds on, and the choice between two texts when another tab was first.
import { localizeTimes } from "./page.js"
import { sendForm } from "./send_form.js"

const SAVE_AFTER = 2000 // ms without a key
const RETRY_AFTER = 30000 // ms after a save without an answer
const EMPTY_FIELDS = { source: "", title: "", reply_to: "", why: "", language: "" }

export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(key))
  } catch (_error) {
    return null
  }
}

export function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, JSON.stringify(value))
    else localStorage.removeItem(key)
  } catch (_error) {
    /* The storage is full, or the browser forbids it. */
  }
}

export class Drafts {
  constructor(composer, newNonce) {
    this.composer = composer
    this.newNonce = newNonce
    this.form = composer.form
    this.box = document.querySelector("[data-draft]")
    this.sentCount = 0
    if (this.box) this.resetSequences()
    this.restore()
    addEventListener("pagehide", () => this.saveOnLeave())
    if (this.box) this.connectBox()
  }

  connectBox() {
    this.box.querySelector("[data-no-script]").hidden = true
    this.discardForm.addEventListener("submit", () => this.finish())
    this.choiceBox = this.box.querySelector("[data-choice]")
    this.choiceBox.querySelector("[data-use-newer]").addEventListener("click", () => {
      this.useNewer()
      this.endChoice()
    })
    this.choiceBox.querySelector("[data-use-own]").addEventListener("click", () => {
      this.useOwn()
      this.endChoice()
    })
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.save()
    })
    addEventListener("online", () => this.save())
    if (this.isUnsure) this.save(true)
    else this.store() // what somebody typed before this script was loaded
  }

  get sequence() {
    return this.box ? Number(this.form.elements.sequence.value) : 0
  }

  set sequence(sequence) {
    for (const input of this.box.querySelectorAll("[name=sequence]")) input.value = sequence
  }

  // After Back, the browser fills in old values. The text builds on the draft of this page.
  resetSequences() {
    this.discardForm = this.box.querySelector("[data-discard-sequence]")
    this.form.elements.sequence.value = this.box.dataset.draft
    this.discardForm.elements.sequence.value = this.discardForm.dataset.discardSequence
  }

  // What would be saved, as a string to compare.
  get typed() {
    return this.serialize(({ value }) => value)
  }

  get typedAtLoad() {
    return this.serialize(({ value, defaultValue = value }) => defaultValue)
  }

  serialize(contentOf) {
    return JSON.stringify(this.composer.fields().map(field => [field.name, contentOf(field)]))
  }

  get hasWords() {
    const { source, title } = this.form.elements
    return [source, title].some(field => field && field.value.trim())
  }

  get isUnsaved() {
    return this.typed !== this.savedText
  }

  restore() {
    const { text } = this.composer
    const pairs = recall(this.composer.key)
    const stored = pairs && Object.fromEntries(pairs)
    // After Back, the nonce may be the one of a sent text. A text that the browser sent before this
    // script was loaded keeps its nonce.
    const { sent } = this.form.dataset
    if (!text.defaultValue && !sent) this.composer.setField("nonce", this.newNonce())
    this.storedText = this.typedAtLoad
    this.savedText = this.typedAtLoad
    this.seenItem = this.storedItem
    if (!stored) return
    const isTypedBeforeLoad = text.value !== text.defaultValue && text.value !== stored.source
    if (isTypedBeforeLoad) this.seenItem = null
    else if (this.mustRestore(stored)) this.restoreFields(stored)
  }

  // The text on the page may be newer than the one in this browser.
  mustRestore(stored) {
    const isShown = this.box && "shown" in this.box.dataset
    if (isShown && !stored.unsaved && Number(stored.sequence || 0) < this.sequence) return false
    const { nonce } = this.form.elements
    const isSameNonce = nonce && stored.nonce === nonce.value
    const isEdit = /^edit/.test(this.composer.target)
    return !this.composer.text.defaultValue || isShown || isEdit || isSameNonce
  }

  // The nonce comes with its text: a text that was sent before a crash is not posted twice.
  restoreFields(stored) {
    if (this.box) {
      stored.sequence = Number(stored.sequence || 0)
      this.isUnsure = stored.unsaved !== false || stored.sequence !== this.sequence
    }
    for (const name of Object.keys(stored)) this.composer.setField(name, stored[name])
    this.storedText = this.typed
    this.savedText = stored.unsaved === false ? this.storedText : ""
    this.sentText = stored.left && this.storedText
  }

  // --- in this browser ---

  get storedItem() {
    try {
      return localStorage.getItem(this.composer.key)
    } catch (_error) {
      return null
    }
  }

  // What another tab of this browser has stored and the server does not have yet.
  get textOfOtherTab() {
    if (!this.box || this.storedItem === this.seenItem) return null
    const fields = Object.fromEntries(recall(this.composer.key) || [])
    return fields.unsaved ? { fields, sequence: fields.sequence } : null
  }

  storeSoon() {
    clearTimeout(this.storeTimer)
    this.storeTimer = setTimeout(() => this.store(), 400)
  }

  store(isForced) {
    clearTimeout(this.storeTimer)
    const { typed, textOfOtherTab } = this
    if (this.isFinished || (typed === this.storedText && !isForced)) return
    if (textOfOtherTab) {
      this.offerChoice(textOfOtherTab)
      return
    }
    this.storedText = typed
    const pairs = this.composer.fields().map(({ name, value }) => [name, value])
    pairs.push(["sequence", this.sequence])
    pairs.push(["unsaved", this.isUnsaved])
    pairs.push(["left", this.form.dataset.sent])
    remember(this.composer.key, this.hasWords && pairs)
    this.seenItem = this.storedItem
    if (this.isUnsaved) this.saveIn(SAVE_AFTER)
  }

  // The text was sent, and the form is empty.
  removeSent() {
    this.sentCount += 1
    this.storedText = this.typed
    this.savedText = this.typed
    remember(this.composer.key, null)
    this.seenItem = this.storedItem
    if (this.box) {
      this.discardForm.hidden = true
      this.choiceBox.hidden = true
    }
    this.newer = null
  }

  // --- on the server ---

  saveIn(delay) {
    clearTimeout(this.saveTimer)
    if (this.box) this.saveTimer = setTimeout(() => this.save(), delay)
  }

  get maySave() {
    if (!this.box || this.newer || this.isFinished) return false
    return !this.composer.isBusy && navigator.onLine
  }

  async save(isForced) {
    clearTimeout(this.saveTimer)
    if (this.isSaving || !this.maySave || !(this.isUnsaved || isForced)) return
    const { typed, sentCount } = this
    this.isSaving = true
    const answer = await sendForm({ action: this.box.dataset.save }, new FormData(this.form))
    this.isSaving = false
    if (sentCount !== this.sentCount || this.isFinished) return
    if (answer.status === 200) this.showSaved(answer, typed)
    else if (answer.status === 409 && !this.composer.isBusy) this.offerChoice(answer)
    else if (![401, 404, 422].includes(answer.status)) {
      this.saveIn(answer.wait ? answer.wait * 1000 : RETRY_AFTER)
    }
  }

  showSaved({ sequence, at, closed }, typed) {
    this.savedText = typed
    this.sequence = sequence
    const isInRoom = !!this.box.closest(".message-form") // a room keeps its space for messages
    this.discardForm.hidden = closed || (this.discardForm.hidden && isInRoom)
    const time = this.discardForm.querySelector("time")
    const words = this.discardForm.querySelector("[data-saved-words]")
    const { savedWords } = words.dataset
    // Screen readers say it once.
    if (words.textContent !== savedWords) words.textContent = savedWords
    time.removeAttribute("title")
    time.dateTime = at
    time.textContent = at
    localizeTimes(this.discardForm)
    this.store(true)
  }

  saveOnLeave() {
    this.store(this.form.dataset.sent)
    if (!this.maySave || !this.isUnsaved) return
    const body = new FormData(this.form)
    const headers = { Accept: "application/json" }
    const request = { method: "POST", body, keepalive: true, headers }
    fetch(this.box.dataset.save, request).catch(() => {})
  }

  finish() {
    this.isFinished = true
    remember(this.composer.key, null)
  }

  // --- another tab or device was first ---

  offerChoice(newer) {
    this.newer = newer
    if (!this.isUnsaved || this.wasSentByBrowser(newer)) {
      this.useNewer()
      return
    }
    const { fields, closed, refused = this.choiceBox.dataset.choice } = newer
    const newerText = this.choiceBox.querySelector("[data-newer-text]")
    this.choiceBox.querySelector("[data-reason]").textContent = refused
    newerText.textContent = fields.source || ""
    newerText.hidden = !!closed
    const button = this.choiceBox.querySelector("[data-use-newer]")
    button.textContent = closed ? button.dataset.closed : button.dataset.useNewer
    this.choiceBox.hidden = false
    this.choiceBox.scrollIntoView({ block: "nearest" })
  }

  // Somebody pressed Send before this script was loaded, and the text arrived.
  wasSentByBrowser({ closed }) {
    return closed && this.sentText === this.typed
  }

  useNewer() {
    const { fields, sequence, closed } = this.newer
    // An edit: its page has the newest text.
    if (closed && !this.form.elements.nonce) {
      this.finish()
      location.reload()
      return
    }
    if (closed) {
      this.composer.setField("title", "")
      this.composer.clear()
    } else {
      const all = { ...EMPTY_FIELDS, ...fields }
      for (const name of Object.keys(all)) this.composer.setField(name, all[name])
    }
    this.composer.showReplyTo()
    this.savedText = fields.unsaved ? "" : this.typed
    this.continueFrom(sequence)
  }

  useOwn() {
    const { sequence, closed, version } = this.newer
    if (closed && version) this.composer.setField("version", version)
    else if (closed) this.composer.setField("nonce", this.newNonce())
    this.savedText = ""
    this.continueFrom(sequence)
  }

  continueFrom(sequence) {
    this.newer = null
    this.choiceBox.hidden = true
    this.sequence = sequence
    this.seenItem = this.storedItem
    this.store(true)
  }

  endChoice() {
    this.composer.text.focus() // the focused button is hidden now
    this.save()
  }
}
