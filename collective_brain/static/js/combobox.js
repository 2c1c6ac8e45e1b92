// Suggestions for a text field, after the ARIA combobox pattern. Import it when somebody writes in
// the field for the first time: new Combobox(field, list, { addressOf, choose, isEager })
// field: an <input> or <textarea>. list: templates/_listbox.html in a parent with a CSS position.
// addressOf(): where to request suggestions for the text, or "" for none. The answer is {html, said}:
// an <li role="option"> for each suggestion, and a sentence for screen readers.
// choose(option): called with the chosen option. isEager: the first option is active at once, so
// that Enter chooses it.
const REQUEST_AFTER = 250 // ms without a key

export class Combobox {
  constructor(field, list, { addressOf, choose, isEager = false }) {
    Object.assign(this, { field, list, addressOf, choose, isEager })
    this.status = list.nextElementSibling
    this.isInput = field.matches("input")
    if (this.isInput) field.setAttribute("role", "combobox") // not allowed on a textarea
    field.setAttribute("aria-autocomplete", "list")
    field.setAttribute("aria-controls", list.id)
    field.autocomplete = "off"
    field.addEventListener("input", () => this.requestSoon())
    field.addEventListener("keydown", event => this.pressKey(event))
    field.addEventListener("blur", () => this.close())
    list.addEventListener("mousedown", event => event.preventDefault()) // the field keeps the focus
    list.addEventListener("click", ({ target }) =>
      this.chooseOption(target.closest("[role=option]")),
    )
    this.close()
    if (field.value) this.requestSoon()
  }

  get options() {
    return Array.from(this.list.querySelectorAll("[role=option]"))
  }

  get activeOption() {
    return this.list.querySelector("[aria-selected=true]")
  }

  requestSoon() {
    this.cancelRequest()
    this.timer = setTimeout(() => this.request(), REQUEST_AFTER)
  }

  cancelRequest() {
    clearTimeout(this.timer)
    if (this.controller) this.controller.abort()
  }

  async request() {
    const address = this.addressOf()
    if (!address) {
      this.close()
      return
    }
    this.controller = new AbortController()
    const { signal } = this.controller
    try {
      const answer = await fetch(address, { signal, headers: { Accept: "application/json" } })
      const { html, said } = answer.ok ? await answer.json() : { html: "", said: "" }
      if (!signal.aborted) this.open(html, said)
    } catch (_error) {
      if (!signal.aborted) this.close() // no connection: writing goes on without suggestions
    }
  }

  open(html, sentence) {
    if (document.activeElement !== this.field) return
    this.list.innerHTML = html
    this.options.forEach((option, index) => {
      option.id = `${this.list.id}-${index}`
    })
    this.setOpen(this.options.length > 0)
    this.status.textContent = sentence
    this.setActive(this.isEager ? this.options[0] : null)
  }

  close() {
    this.cancelRequest()
    this.list.textContent = ""
    this.status.textContent = ""
    this.setOpen(false)
    this.setActive(null)
  }

  setOpen(isOpen) {
    this.list.hidden = !isOpen
    if (this.isInput) this.field.setAttribute("aria-expanded", isOpen)
  }

  setActive(active) {
    for (const option of this.options) option.setAttribute("aria-selected", option === active)
    this.field.removeAttribute("aria-activedescendant")
    if (!active) return
    this.field.setAttribute("aria-activedescendant", active.id)
    active.scrollIntoView({ block: "nearest" })
  }

  // Up and down go round. Unless the list is eager, "no option" is one of the stops.
  move(step) {
    const stops = this.isEager ? this.options : [null, ...this.options]
    const index = stops.indexOf(this.activeOption) + step + stops.length
    this.setActive(stops[index % stops.length])
  }

  chooseOption(option) {
    if (!option) return
    this.close()
    this.choose(option)
  }

  pressKey(event) {
    if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) {
      return
    }
    const { key } = event
    if (key === "ArrowDown") this.move(1)
    else if (key === "ArrowUp") this.move(-1)
    else if (key === "Escape") this.close()
    else if (key === "Enter" && this.activeOption) this.chooseOption(this.activeOption)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
}
