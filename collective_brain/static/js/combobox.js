// Suggestions for a text field, as the ARIA combobox pattern says. Load it by import() when somebody first writes there:
//   new Combobox(field, list, { address, choose, eager })
// field: an <input> or <textarea>. list: templates/_listbox.html, in a parent that CSS gives a position.
// address(): where to ask for what is typed now; "" when there is nothing to ask. It answers {html, said}: an
//   <li role="option"> for each suggestion, and a sentence for who cannot see them.
// choose(option): it was taken. eager: the first is active at once, so that Enter takes it.
const PAUSE = 250 // ms without a key before it asks

export class Combobox {
  constructor(field, list, { address, choose, eager = false }) {
    Object.assign(this, { field, list, address, choose, eager, said: list.nextElementSibling })
    if (field.matches("input")) field.setAttribute("role", "combobox") // a textarea may not have it
    field.setAttribute("aria-autocomplete", "list")
    field.setAttribute("aria-controls", list.id)
    field.autocomplete = "off"
    field.addEventListener("input", () => this.askSoon())
    field.addEventListener("keydown", event => this.press(event))
    field.addEventListener("blur", () => this.close())
    list.addEventListener("mousedown", event => event.preventDefault()) // the focus stays in the field
    list.addEventListener("click", ({ target }) => this.take(target.closest("[role=option]")))
    this.close()
    if (field.value) this.askSoon()
  }

  get options() { return Array.from(this.list.querySelectorAll("[role=option]")) }
  get active() { return this.list.querySelector("[aria-selected=true]") }

  askSoon() {
    this.drop()
    this.timer = setTimeout(() => this.ask(), PAUSE)
  }

  // What was asked before no longer matters.
  drop() {
    clearTimeout(this.timer)
    if (this.asked) this.asked.abort()
  }

  async ask() {
    const address = this.address()
    if (!address) return this.close()
    const { signal } = this.asked = new AbortController()
    try {
      const answer = await fetch(address, { signal, headers: { Accept: "application/json" } })
      const { html, said } = answer.ok ? await answer.json() : { html: "", said: "" }
      if (!signal.aborted) this.open(html, said)
    } catch (error) {
      if (!signal.aborted) this.close() // without a connection one types on
    }
  }

  open(html, said) {
    if (document.activeElement !== this.field) return
    this.list.innerHTML = html
    this.options.forEach((option, place) => { option.id = `${this.list.id}-${place}` })
    this.show(this.options.length > 0)
    this.said.textContent = said
    this.point(this.eager ? this.options[0] : null)
  }

  close() {
    this.drop()
    this.list.textContent = this.said.textContent = ""
    this.show(false)
    this.point(null)
  }

  show(isOpen) {
    this.list.hidden = !isOpen
    if (this.field.matches("input")) this.field.setAttribute("aria-expanded", isOpen)
  }

  point(option) {
    for (const one of this.options) one.setAttribute("aria-selected", one === option)
    this.field.removeAttribute("aria-activedescendant")
    if (!option) return
    this.field.setAttribute("aria-activedescendant", option.id)
    option.scrollIntoView({ block: "nearest" })
  }

  // From the field to the first, from the last back to the field; an eager list is never without a choice.
  move(step) {
    const stops = this.eager ? this.options : [null, ...this.options]
    this.point(stops[(stops.indexOf(this.active) + step + stops.length) % stops.length])
  }

  take(option) {
    if (!option) return
    this.close()
    this.choose(option)
  }

  press(event) {
    if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const { key } = event
    if (key === "ArrowDown") this.move(1)
    else if (key === "ArrowUp") this.move(-1)
    else if (key === "Escape") this.close()
    else if (key === "Enter" && this.active) this.take(this.active)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
}
