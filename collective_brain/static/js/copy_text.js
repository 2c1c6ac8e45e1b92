// [data-copy-from]: a button that copies the text of a field. Without this script the field is
// there to copy by hand.
import { writeToClipboard } from "./copy_link.js"

for (const button of document.querySelectorAll("[data-copy-from]")) {
  button.hidden = false
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copyFrom)
    if (await writeToClipboard(field.value)) button.textContent = button.dataset.copied
    else field.select()
  })
}
