// A button beside each password that shows what is typed.

function addToggle(button) {
  const field = document.getElementById(button.getAttribute("aria-controls"))
  const showText = button.textContent
  const show = isShown => {
    field.type = isShown ? "text" : "password"
    button.textContent = isShown ? button.dataset.hideText : showText
  }
  button.hidden = false
  button.addEventListener("click", () => show(field.type === "password"))
  // A browser that sees a field of text at submit would offer the password again as a suggestion.
  field.form.addEventListener("submit", () => show(false))
}

for (const button of document.querySelectorAll("[data-show-password]")) addToggle(button)
