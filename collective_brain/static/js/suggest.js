import { Combobox } from "./combobox.js";

// Suggestions of the search box: the way to a theme, a member or a topic.
export function suggestIn(field) {
  if (field.getAttribute("role")) return // it has them already
  new Combobox(field, document.getElementById(field.id + "-list"), {
    address: () => field.value.trim().length > 1 && field.dataset.suggest + "?q=" + encodeURIComponent(field.value.slice(0, 100)),
    choose: option => location.assign(option.dataset.href),
  })
}
