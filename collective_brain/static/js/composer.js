// <post-composer>: the form of a post or message. Its text is stored until it is sent (drafts.js),
// is sent by fetch, and goes into the outbox without a connection (outbox.js). data-failed,
// data-ended, data-closed: sentences for the writer. data-members, data-topics, data-title:
// addresses for completion and pasted links.
// A room may prevent `composer:send` and send the text itself. `composer:sent` carries the answer.
import { Drafts } from "./drafts.js"
import { showSending } from "./page.js"
import { sendForm } from "./send_form.js"
import { readStored } from "./typed_texts.js"

// A random UUID. crypto.randomUUID needs HTTPS.
export function newNonce() {
  const randomDigit = digit => {
    const [random] = crypto.getRandomValues(new Uint8Array(1))
    return (digit ^ (random & (15 >> (digit / 4)))).toString(16)
  }
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, randomDigit)
}

// Returns null when the module cannot be loaded.
function loadOutbox() {
  return import("./outbox_list.js").catch(() => null)
}

class PostComposer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    this.text = this.form.elements.source
    this.target = this.form.dataset.target
    const quotation = this.removeQuotation()
    this.drafts = new Drafts(this, newNonce)
    if (quotation) this.appendQuotation(quotation)
    this.showReplyTo()
    const tools = "[role=toolbar], [data-text-is-stored], [data-preview]"
    for (const element of this.querySelectorAll(tools)) element.hidden = false
    if (this.canQueue) loadOutbox() // while there is a connection
    this.addListeners()
    if (this.querySelector("[data-typing]")) {
      import("./typing_indicator.js").then(
        ({ showTyping }) => showTyping(this.target),
        () => {},
      )
    }
  }

  addListeners() {
    this.form.addEventListener("submit", event => {
      event.preventDefault()
      this.submit()
    })
    this.addEventListener("input", event => {
      this.storeSoon()
      this.loadCompletionFor(event)
    })
    this.addEventListener("keydown", event => this.pressKey(event))
    this.addEventListener("paste", event => this.paste(event))
    if (this.querySelector("[data-attach]")) this.useUploads("listen")
    document.addEventListener("click", event => this.clickButton(event))
    // Before page.js looks for typed texts.
    const storeBeforeSignOut = ({ target }) => target.matches("[data-sign-out]") && this.store()
    document.addEventListener("submit", storeBeforeSignOut, true)
    document.addEventListener("selectionchange", () => this.rememberSelection())
    document.addEventListener("live:frame", ({ detail }) => this.receive(detail))
    document.addEventListener("live:missed-item", ({ detail }) => this.receive(detail))
  }

  // --- the text in storage (drafts.js) ---

  fields() {
    const ownNames = /^(csrfmiddlewaretoken|typed_by:.*|place|sequence)$/
    return Array.from(this.form.elements).filter(({ name }) => name && !ownNames.test(name))
  }

  storeSoon() {
    this.drafts.storeSoon()
  }

  store() {
    this.drafts.store()
  }

  // A link may have put a quotation into the field (?quote=3). It belongs after the stored text.
  removeQuotation() {
    const { value, defaultValue } = this.text
    const { quotation } = this.text.dataset
    if (!quotation || value !== defaultValue || !value.endsWith(quotation)) return ""
    const rest = value.slice(0, -quotation.length)
    this.text.value = rest
    this.text.defaultValue = rest
    return quotation
  }

  appendQuotation(quotation) {
    const { value } = this.text
    if (!value.includes(quotation.trim())) {
      const before = value.trim() && value.replace(/\n*$/, "\n\n")
      this.text.value = before + quotation
    }
    this.storeSoon()
  }

  clear() {
    const { value } = this.text
    this.text.value = ""
    this.text.defaultValue = ""
    this.setField("nonce", newNonce())
    this.replyTo("")
    // The sentence that the text waited and is not sent yet.
    for (const notice of document.querySelectorAll("[data-waited]")) notice.remove()
    for (const preview of this.querySelectorAll("[data-preview-result]")) preview.hidden = true
    this.drafts.removeSent(value)
    this.text.dispatchEvent(new Event("change"))
  }

  setField(name, value) {
    const field = this.form.elements[name]
    if (field && value !== undefined) field.value = value
  }

  // --- sending ---

  async submit() {
    if (this.isBusy || this.isBlocked) return
    this.showRefusal("")
    const event = new CustomEvent("composer:send", {
      bubbles: true,
      cancelable: true,
      detail: this,
    })
    if (!this.dispatchEvent(event)) return
    this.store()
    this.setBusy(true)
    showSending(true)
    this.hasArrived = false
    const answer = this.mustQueue
      ? { status: 0 }
      : await sendForm(this.form, new FormData(this.form))
    const hasNoAnswer = answer.status === 0 || answer.status >= 500
    const isQueued = !this.hasArrived && hasNoAnswer && (await this.queue(this.textForOutbox()))
    this.setBusy(false)
    showSending(false)
    if (answer.status === 200 || answer.status === 201) this.showSent(answer)
    else if (isQueued) this.clear()
    else if (!this.hasArrived) this.refuse(answer)
  }

  // A text never overtakes the texts in the outbox.
  get mustQueue() {
    const { offline, member } = document.body.dataset
    return this.canQueue && (offline !== undefined || readStored("waiting:" + member))
  }

  // An edit has no nonce and does not wait: it might undo a newer edit.
  get canQueue() {
    return document.body.dataset.member && this.form.elements.nonce
  }

  textForOutbox() {
    const fields = this.fields().map(({ name, value }) => [name, value])
    return { line: this.target, action: this.form.action, fields }
  }

  // Returns false when there is no outbox.
  async queue(text) {
    const outbox = this.canQueue && (await loadOutbox())
    if (outbox) await outbox.queueText(text)
    return !!outbox
  }

  // The server refused a text of the outbox: its author changes it here.
  restoreText(fields, reason) {
    const { value } = this.text
    for (const [name, old] of fields) this.setField(name, old)
    if (value.trim()) this.text.value += "\n\n" + value
    this.showReplyTo()
    this.showRefusal(reason)
    this.store()
    this.text.dispatchEvent(new Event("change"))
    this.text.focus()
  }

  showSent(answer) {
    if (!this.hasArrived) this.clear() // else the field contains a new text
    const next = answer.location || this.form.dataset.next
    if (next) location.assign(next)
    else document.dispatchEvent(new CustomEvent("composer:sent", { detail: answer }))
  }

  refuse({ status, login, refused, nonce, version, wait }) {
    if (status === 401) {
      location.assign(login)
      return
    }
    if (status === 422) {
      this.setField("nonce", nonce)
      this.setField("version", version)
    }
    this.showRefusal(refused || this.dataset.failed)
    if (wait) this.blockSendingFor(wait)
    this.store()
  }

  blockSendingFor(seconds) {
    this.setBusy(true)
    this.text.readOnly = false
    setTimeout(() => {
      this.setBusy(false)
      this.showRefusal("")
    }, seconds * 1000)
  }

  // aria-disabled, because a disabled button loses the focus.
  setBusy(isBusy) {
    this.isBusy = isBusy
    this.text.readOnly = isBusy
    this.sendButton.setAttribute("aria-disabled", isBusy)
  }

  get nonce() {
    return (this.form.elements.nonce || {}).value
  }

  get sendButton() {
    return this.form.querySelector("button:not([type=button])")
  }

  showRefusal(sentence) {
    const notice = this.querySelector("[data-refused]")
    notice.textContent = sentence
    notice.hidden = !sentence
  }

  // The frame of the sent text may arrive before the answer. The right to write may end.
  receive({ type, line, why, closed, nonce }) {
    const { ended, closed: closedSentence } = this.dataset
    if (type === "item" && this.isBusy && nonce && nonce === this.nonce) {
      this.hasArrived = true
      this.clear()
    }
    if (type === "ended") this.blockSending(ended)
    if (line !== this.target) return
    if (why) this.blockSending(why)
    if (type === "gone" && !this.isBlocked) this.blockSending(ended)
    if (type === "head" && closedSentence && closed !== this.isClosed) {
      if (closed || this.isClosed) this.blockSending(closed ? closedSentence : "")
      this.isClosed = closed
    }
  }

  // Without a reason, writing is possible again.
  blockSending(reason) {
    this.isBlocked = !!reason
    this.store()
    this.sendButton.setAttribute("aria-disabled", this.isBlocked)
    this.showRefusal(reason)
  }

  // --- writing ---

  useToolbar(act) {
    import("./toolbar.js").then(act).catch(() => this.showRefusal(this.dataset.failed))
  }

  pressKey(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      this.sendButton.click()
    }
    const toolbar = event.target.closest("[role=toolbar]")
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (toolbar && step) this.useToolbar(({ moveFocus }) => moveFocus(toolbar, event.target, step))
  }

  // Completes names after @ and topics after #, and lists topics similar to a new title.
  loadCompletionFor({ data, target }) {
    const similar = this.querySelector("[data-similar]")
    if (similar && target.name === "title") {
      this.listSimilarTopics(target, similar)
      return
    }
    if (this.hasCompletion || !/[@#]/.test(data || "")) return
    this.hasCompletion = true
    import("./completion.js").then(
      ({ completeIn }) => completeIn(this),
      () => {
        this.hasCompletion = false
      },
    )
  }

  listSimilarTopics(title, container) {
    if (this.hasSimilarTopics) return
    this.hasSimilarTopics = true
    import("./similar_topics.js").then(
      ({ listSimilarTopics }) => listSimilarTopics(title, container),
      () => {
        this.hasSimilarTopics = false
      },
    )
  }

  // A link to this site gets the title of its page.
  paste({ target, clipboardData }) {
    const address = clipboardData ? clipboardData.getData("text/plain").trim() : ""
    if (target !== this.text) return
    if (!address.startsWith(location.origin + "/") || /\s/.test(address)) return
    import("./paste_link.js").then(
      ({ addTitleToLink }) => addTitleToLink(this, address),
      () => {},
    )
  }

  useUploads(name) {
    import("./uploads.js").then(
      uploads => uploads[name](this),
      () => {},
    )
  }

  clickButton(event) {
    const button = event.target.closest("button[type=button], [data-reply]")
    if (!button) return
    if (button.dataset.reply !== undefined) {
      event.preventDefault()
      this.replyTo(button.dataset.reply)
      this.text.focus()
    } else if (button.dataset.quote !== undefined) {
      this.useToolbar(({ quote }) => quote(this, button, this.selection))
    } else if (this.contains(button)) {
      if (button.matches("[data-attach]")) this.useUploads("chooseFiles")
      else this.useToolbar(({ pressButton }) => pressButton(this, button))
    }
  }

  replyTo(number) {
    this.setField("reply_to", number)
    this.showReplyTo()
    this.storeSoon()
  }

  showReplyTo() {
    const line = this.querySelector("[data-reply-to]")
    if (!line) return
    const number = this.form.elements.reply_to.value
    line.hidden = !number
    const link = line.querySelector("a")
    const author = number && document.querySelector(`[data-number="${number}"] [data-name]`)
    const name = author ? author.textContent.trim() : "#" + number
    link.href = link.getAttribute("href").replace(/\d*$/, number)
    link.textContent = line.dataset.replyTo.replace("{n}", number).replace("{name}", () => name)
  }

  // A click on a Quote button would remove the selection before the button can read it.
  rememberSelection() {
    const selection = document.getSelection()
    const node = selection.isCollapsed ? null : selection.anchorNode
    const prose = node && (node.closest ? node : node.parentElement).closest(".prose")
    if (prose) this.selection = { prose, range: selection.getRangeAt(0).cloneRange() }
  }
}

customElements.define("post-composer", PostComposer)
