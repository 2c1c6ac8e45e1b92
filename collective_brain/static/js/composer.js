// <post-composer data-failed data-ended data-closed>: a form sent by fetch; keeps what is typed until it is sent.
// Without a connection it goes into the outbox (outbox.js). A room may take `composer:send` over; `composer:sent` brings the answer.
import { Drafts, recall, remember } from "./drafts.js";
import { send } from "./send.js";
export { recall, remember };

// A random UUID; crypto.randomUUID would want HTTPS.
export function freshNonce() {
  const digit = place => (place ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (place / 4)))).toString(16)
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, digit)
}

const outbox = () => import("./waiting.js").catch(() => null)

class PostComposer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    this.text = this.form.elements.source
    this.line = this.form.dataset.keep
    this.key = `text:${document.body.dataset.member || ""}:${this.line}`
    const quotation = this.takeQuotation()
    this.drafts = new Drafts(this, freshNonce)
    if (quotation) this.append(quotation)
    this.showReplyTo()
    for (const hidden of this.querySelectorAll("[role=toolbar], [data-kept], [data-preview]")) hidden.hidden = false
    this.form.addEventListener("submit", event => { event.preventDefault(); this.submit() })
    this.addEventListener("input", () => this.keepSoon())
    if (this.canWait) outbox() // fetched while there is a link
    this.addEventListener("keydown", event => this.press(event))
    this.addEventListener("input", event => this.assist(event))
    this.addEventListener("paste", event => this.paste(event))
    document.addEventListener("click", event => this.click_(event))
    document.addEventListener("selectionchange", () => this.select())
    for (const name of ["live:frame", "live:caught"]) document.addEventListener(name, event => this.hear(event.detail))
    if (this.querySelector("[data-typing]")) import("./typing.js").then(({ showTyping }) => showTyping(this.line), () => {})
  }

  // --- what is typed is kept (drafts.js) ---

  fields() { return Array.from(this.form.elements).filter(({ name }) => name && !/^(csrfmiddlewaretoken|place|sequence)$/.test(name)) }

  keepSoon() { this.drafts.keepSoon() }
  keep() { this.drafts.keep() }

  // What a link quoted (?quote=3) comes after the text that is kept here.
  takeQuotation() {
    const { dataset: { quotation }, value, defaultValue } = this.text
    if (!quotation || value !== defaultValue || !value.endsWith(quotation)) return ""
    this.text.value = this.text.defaultValue = value.slice(0, -quotation.length)
    return quotation
  }

  append(quotation) {
    const { value } = this.text
    if (!value.includes(quotation.trim())) this.text.value = (value.trim() && value.replace(/\n*$/, "\n\n")) + quotation
    this.keepSoon()
  }

  clear() {
    this.text.value = this.text.defaultValue = ""
    this.set("nonce", freshNonce())
    this.replyTo("")
    this.querySelectorAll("[data-preview-shown]").forEach(preview => { preview.hidden = true })
    this.drafts.emptied()
  }

  set(name, value) {
    const input = this.form.elements[name]
    if (input && value !== undefined) input.value = value
  }

  // --- sending ---

  async submit() {
    if (this.busy || this.over) return
    this.tell("")
    const taken = new CustomEvent("composer:send", { bubbles: true, cancelable: true, detail: this })
    if (!this.dispatchEvent(taken)) return
    this.keep()
    this.wait(true)
    this.isThere = false
    const answer = this.goesBehind ? { status: 0 } : await send(this.form, new FormData(this.form))
    const later = !this.isThere && (answer.status === 0 || answer.status >= 500) && await this.sendLater()
    this.wait(false)
    if (answer.status === 200 || answer.status === 201) this.sent(answer)
    else if (later) this.clear()
    else if (!this.isThere) this.refused(answer)
  }

  // Nothing overtakes what waits already.
  get goesBehind() { return this.canWait && ("offline" in document.body.dataset || recall("waiting:" + document.body.dataset.member)) }

  // An edit does not wait: it might undo a newer one.
  get canWait() { return document.body.dataset.member && this.form.elements.nonce }

  asText() { return { line: this.line, action: this.form.action, fields: this.fields().map(({ name, value }) => [name, value]) } }

  // Into the outbox; false when it cannot be had.
  async sendLater(text = this.asText()) {
    const waiting = this.canWait && await outbox()
    if (waiting) await waiting.keep(text)
    return !!waiting
  }

  // A text that was refused later: to be changed here.
  takeBack(fields, why) {
    const { value } = this.text
    fields.forEach(([name, old]) => this.set(name, old))
    if (value.trim()) this.text.value += "\n\n" + value
    this.showReplyTo()
    this.tell(why)
    this.keep()
    this.text.focus()
  }

  sent(answer) {
    if (!this.isThere) this.clear() // else what stands there is quoted since
    const next = answer.location || this.form.dataset.next
    if (next) location.assign(next)
    else document.dispatchEvent(new CustomEvent("composer:sent", { detail: answer }))
  }

  refused({ status, login, refused, nonce, version, wait }) {
    if (status === 401) {
      this.text.defaultValue = this.text.value // the server has it; Back finds it here, too
      remember(this.key, null)
      return location.assign(login)
    }
    if (status === 422) {
      this.set("nonce", nonce)
      this.set("version", version)
    }
    this.tell(refused || this.dataset.failed)
    if (wait) this.pause(wait)
    this.keep()
  }

  pause(seconds) {
    this.wait(true)
    this.text.readOnly = false
    setTimeout(() => { this.wait(false); this.tell("") }, seconds * 1000)
  }

  // A disabled button would lose the focus.
  wait(busy) {
    this.busy = this.text.readOnly = busy
    this.button.setAttribute("aria-disabled", busy)
  }

  get nonce() { return (this.form.elements.nonce || {}).value }

  get button() { return this.form.querySelector("button:not([type=button])") }

  tell(sentence) {
    const said = this.querySelector("[data-refused]")
    said.textContent = sentence
    said.hidden = !sentence
  }

  // The right to write may end meanwhile; and the frame of what was sent may come before the answer.
  hear({ type, line, why, closed, nonce }) {
    const { ended, closed: closedNow } = this.dataset
    if (type === "item" && this.busy && nonce && nonce === this.nonce) this.clear(this.isThere = true)
    if (type === "ended") this.stop(ended)
    if (line !== this.line) return
    if (why) this.stop(why)
    if (type === "gone" && !this.over) this.stop(ended)
    if (type === "head" && closedNow && closed !== this.closed) {
      if (closed || this.closed) this.stop(closed ? closedNow : "")
      this.closed = closed
    }
  }

  stop(why) {
    this.over = !!why
    this.keep()
    this.button.setAttribute("aria-disabled", this.over)
    this.tell(why)
  }

  // --- writing ---

  write(act) { import("./writing.js").then(act).catch(() => this.tell(this.dataset.failed)) }

  press(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      this.button.click()
    }
    const toolbar = event.target.closest("[role=toolbar]")
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (toolbar && step) this.write(({ rove }) => rove(toolbar, event.target, step))
  }

  // An @ or # begins a completion, a pasted link of ours gets its title; without a word when it fails.
  assist({ data, target }) {
    const similar = this.querySelector("[data-similar]")
    if (similar && target.name === "title") return this.seek(target, similar)
    if (this.completes || !/[@#]/.test(data || "")) return
    this.completes = true
    import("./completion.js").then(({ completeIn }) => completeIn(this), () => { this.completes = false })
  }

  seek(title, box) {
    if (this.seeks) return
    this.seeks = true
    import("./similar.js").then(({ seekSimilar }) => seekSimilar(title, box), () => { this.seeks = false })
  }

  paste({ target, clipboardData }) {
    const address = clipboardData ? clipboardData.getData("text/plain").trim() : ""
    if (target !== this.text || !address.startsWith(location.origin + "/") || /\s/.test(address)) return
    import("./pasting.js").then(({ pasted }) => pasted(this, address), () => {})
  }

  click_(event) {
    const pressed = event.target.closest("button[type=button], [data-reply]")
    if (!pressed) return
    if (pressed.dataset.reply !== undefined) {
      event.preventDefault()
      this.replyTo(pressed.dataset.reply)
      this.text.focus()
    } else if (pressed.matches(".item__quote")) this.write(({ quote }) => quote(this, pressed, this.selected))
    else if (this.contains(pressed)) this.write(({ press }) => press(this, send, pressed))
  }

  replyTo(number) {
    this.set("reply_to", number)
    this.showReplyTo()
    this.keepSoon()
  }

  showReplyTo() {
    const to = this.querySelector("[data-reply-to]")
    if (!to) return
    const number = this.form.elements.reply_to.value
    to.hidden = !number
    const link = to.querySelector("a")
    const name = number && document.querySelector(`[data-number="${number}"] [data-name]`)
    link.href = link.getAttribute("href").replace(/\d*$/, number)
    link.textContent = to.dataset.replyTo.replace("{n}", number).replace("{name}", name ? name.textContent.trim() : "#" + number)
  }

  select() {
    const selection = document.getSelection()
    const node = selection.isCollapsed ? null : selection.anchorNode
    const prose = node && (node.closest ? node : node.parentElement).closest(".prose")
    if (prose) this.selected = { prose, range: selection.getRangeAt(0).cloneRange() }
  }
}

customElements.define("post-composer", PostComposer)
