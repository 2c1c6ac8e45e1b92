// Suggestions of the search box: themes, members and topics. data-suggest is the address that makes
// them; each option leads to its data-href.
import { Combobox } from "./combobox.js"

export function offerSuggestions(field) {
  if (field.getAttribute("role")) return // the field has a combobox
  new Combobox(field, document.getElementById(field.id + "-list"), {
    addressOf: () => {
      if (field.value.trim().length < 2) return ""
      return field.dataset.suggest + "?q=" + encodeURIComponent(field.value.slice(0, 100))
    },
    choose: option => location.assign(option.dataset.href),
  })
}
