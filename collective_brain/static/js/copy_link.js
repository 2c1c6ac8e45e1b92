// Copies the permanent address of a post or message. The button and a live region say so.
const SHOWN_FOR = 2000 // ms

export async function copyLink(button) {
  const item = button.closest("[data-number]")
  const { href } = item.querySelector(".post__time, .message__time")
  if (!(await writeToClipboard(href))) return
  const content = Array.from(button.childNodes)
  const { copied } = button.dataset
  const region = document.querySelector("[data-announce]")
  if (region) region.textContent = copied
  button.textContent = copied
  setTimeout(() => {
    button.textContent = ""
    button.append(...content)
    if (region && region.textContent === copied) region.textContent = ""
  }, SHOWN_FOR)
}

// navigator.clipboard needs HTTPS.
export async function writeToClipboard(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch (_error) {
    const focused = document.activeElement
    const field = document.createElement("input")
    field.value = text
    document.body.append(field)
    field.select()
    const isCopied = document.execCommand("copy")
    field.remove()
    focused.focus()
    return isCopied
  }
}
