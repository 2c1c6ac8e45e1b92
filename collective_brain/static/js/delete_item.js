// Deletes a post or message of the reader at once, and offers to undo that for a few seconds. Its own
// page can do both without this script, and is shown when something fails here.
import { sendForm } from "./send_form.js"

const UNDO_FOR = 10000 // ms

export async function deleteItem(list, item) {
  const page = item.querySelector("[data-edit]").href.replace(/edit\/$/, "")
  const tombstone = await act(list, page, "delete/")
  if (tombstone) offerUndo(list, tombstone, page)
}

// Returns the item as it is now.
async function act(list, page, name) {
  const body = new FormData()
  const token = document.querySelector("[name=csrfmiddlewaretoken]")
  body.append("csrfmiddlewaretoken", token.value)
  const answer = await sendForm({ action: page + name }, body)
  if (answer.html) return list.showItem(answer)
  location.assign(page)
  return null
}

function offerUndo(list, tombstone, page) {
  const template = document.querySelector("template[data-undo]")
  const button = template.content.cloneNode(true).firstElementChild
  const label = button.getAttribute("aria-label").replace("{n}", tombstone.dataset.number)
  button.setAttribute("aria-label", label)
  tombstone.append(button)
  button.focus({ preventScroll: true })
  const timer = setTimeout(() => removeUndo(tombstone, button), UNDO_FOR)
  button.addEventListener("click", async () => {
    clearTimeout(timer)
    const item = await act(list, page, "restore/")
    if (item) focusItem(item)
  })
}

function removeUndo(tombstone, button) {
  if (button === document.activeElement) focusItem(tombstone)
  button.remove()
}

function focusItem(item) {
  item.tabIndex = -1
  item.focus({ preventScroll: true })
}
