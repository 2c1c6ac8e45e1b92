// Stores what is typed into a <post-composer>: at once in this browser, and for members after a
// pause on the server. [data-draft] below the form contains the sequence number of the draft that
// the text builds on, and the choice between two texts when another tab was first.
import { localizeTimes } from "./page.js"
import { sendForm } from "./send_form.js"
import {
  handOverTexts,
  isOldPage,
  joinTexts,
  loadText,
  removeSentText,
  storedVersion,
  storeText,
} from "./typed_texts.js"

const SAVE_AFTER = 2000 // ms without a key
const RETRY_AFTER = 30000 // ms after a save without an answer
const EMPTY_FIELDS = { source: "", title: "", reply_to: "", why: "", language: "" }

export class Drafts {
  constructor(composer, newNonce) {
    this.composer = composer
    this.newNonce = newNonce
    this.form = composer.form
    this.box = document.querySelector("[data-draft]")
    this.place = composer.target
    this.sentCount = 0
    if (this.box) this.resetSequences()
    this.restore()
    addEventListener("pagehide", () => this.saveOnLeave())
    if (this.box) this.connectBox()
  }

  connectBox() {
    this.box.querySelector("[data-no-script]").hidden = true
    this.discardForm.addEventListener("submit", () => this.closeDraft())
    this.choiceBox = this.box.querySelector("[data-choice]")
    this.choiceBox.querySelector("[data-use-newer]").addEventListener("click", () => {
      this.useNewer()
      this.saveAfterChoice()
    })
    this.choiceBox.querySelector("[data-use-own]").addEventListener("click", () => {
      this.keepOwnText()
      this.saveAfterChoice()
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
    handOverTexts()
    const { text } = this.composer
    // An old page may have the nonce of a sent text. A visitor's page has none.
    const { nonce } = this.form.elements
    const isNewText = !text.defaultValue && nonce && (isOldPage() || !nonce.value)
    if (isNewText) nonce.value = this.newNonce()
    this.storedText = this.typedAtLoad
    this.savedText = this.typedAtLoad
    this.seenVersion = storedVersion(this.place)
    const stored = loadText(this.place)
    if (!stored) return
    const isTypedBeforeLoad = text.value !== text.defaultValue && text.value !== stored.source
    if (isTypedBeforeLoad && this.box) {
      this.seenVersion = null // store() offers a choice
    } else if (isTypedBeforeLoad) text.value = joinTexts(stored, { source: text.value }).source
    else if (this.mustRestore(stored)) this.restoreFields(stored)
  }

  get isDraftShown() {
    return !!this.box && "shown" in this.box.dataset
  }

  // The page may contain the text of a draft, or one that the server kept during sign-in.
  mustRestore({ source, unsaved, sequence }) {
    const { defaultValue } = this.composer.text
    if (this.isDraftShown) return unsaved || Number(sequence || 0) >= this.sequence
    return !this.form.elements.nonce || !defaultValue.includes(source)
  }

  // The nonce comes with its text: a text that was sent before a crash is not posted twice.
  restoreFields(stored) {
    const { defaultValue } = this.composer.text
    if (this.box) {
      stored.sequence = Number(stored.sequence || 0)
      this.isUnsure = stored.unsaved !== false || stored.sequence !== this.sequence
    }
    if (this.form.elements.nonce && defaultValue && !this.isDraftShown) {
      stored.source = joinTexts({ source: defaultValue }, stored).source
    }
    for (const name of Object.keys(stored)) this.composer.setField(name, stored[name])
    this.storedText = this.typed
    this.savedText = stored.unsaved === false ? this.storedText : ""
  }

  // --- in this browser ---

  // What another tab of this browser has stored and the server does not have yet.
  get textOfOtherTab() {
    if (!this.box || storedVersion(this.place) === this.seenVersion) return null
    const fields = loadText(this.place)
    return fields && fields.unsaved ? { fields, sequence: fields.sequence } : null
  }

  storeSoon() {
    clearTimeout(this.storeTimer)
    this.storeTimer = setTimeout(() => this.store(), 400)
  }

  store(isForced) {
    clearTimeout(this.storeTimer)
    const { typed, textOfOtherTab } = this
    if (this.isClosed || (typed === this.storedText && !isForced)) return
    if (textOfOtherTab) {
      this.offerChoice(textOfOtherTab)
      return
    }
    this.storedText = typed
    const fields = { sequence: this.sequence, unsaved: this.isUnsaved }
    for (const { name, value } of this.composer.fields()) fields[name] = value
    storeText(this.place, this.hasWords && fields)
    this.seenVersion = storedVersion(this.place)
    if (this.isUnsaved) this.saveIn(SAVE_AFTER)
  }

  // The text was sent, and the form is empty.
  removeSent(source) {
    this.sentCount += 1
    this.storedText = this.typed
    this.savedText = this.typed
    removeSentText(this.place, source)
    this.seenVersion = storedVersion(this.place)
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
    if (!this.box || this.newer || this.isClosed) return false
    return !this.composer.isBusy && navigator.onLine
  }

  // A text that was restored may have been sent by the browser, before this script was loaded.
  async save(isRestored) {
    clearTimeout(this.saveTimer)
    if (this.isSaving || !this.maySave || !(this.isUnsaved || isRestored)) return
    const { typed, sentCount } = this
    this.isSaving = true
    const body = new FormData(this.form)
    if (isRestored) body.set("restored", "1")
    const answer = await sendForm({ action: this.box.dataset.save }, body)
    this.isSaving = false
    if (sentCount !== this.sentCount || this.isClosed) return
    if (answer.status === 200) this.showSaved(answer, typed)
    else if (answer.status === 409 && !this.composer.isBusy) {
      this.offerChoice({ ...answer, sent: answer.sent && typed === this.typed })
    } else if (![401, 403, 404, 422].includes(answer.status)) {
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
    this.store()
    if (!this.maySave || !this.isUnsaved) return
    const body = new FormData(this.form)
    const headers = { Accept: "application/json" }
    const request = { method: "POST", body, keepalive: true, headers }
    fetch(this.box.dataset.save, request).catch(() => {})
  }

  closeDraft() {
    this.isClosed = true
    storeText(this.place, null)
  }

  // --- another tab or device was first ---

  offerChoice(newer) {
    this.newer = newer
    if (!this.isUnsaved || newer.sent) {
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

  useNewer() {
    const { fields, sequence, closed } = this.newer
    // An edit: its page has the newest text.
    if (closed && !this.form.elements.nonce) {
      this.closeDraft()
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

  keepOwnText() {
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
    this.seenVersion = storedVersion(this.place)
    this.store(true)
  }

  saveAfterChoice() {
    this.composer.text.focus() // the focused button is hidden now
    this.save()
  }
}
