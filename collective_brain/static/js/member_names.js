// <member-names data-members="…">: suggests members for the last name in a field of usernames.
import { Combobox } from "./combobox.js"

const LAST_NAME = /[^\s,;]*$/

class MemberNames extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input")
    new Combobox(field, this.querySelector("[role=listbox]"), {
      isEager: true,
      addressOf: () => {
        const name = LAST_NAME.exec(field.value)[0].replace(/^@/, "")
        return name && `${this.dataset.members}?q=${encodeURIComponent(name.slice(0, 30))}`
      },
      choose: ({ dataset }) => {
        field.value = field.value.replace(LAST_NAME, "") + dataset.insert
      },
    })
  }
}

customElements.define("member-names", MemberNames)
