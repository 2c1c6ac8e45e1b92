// The permanent address of a post or message, copied by its button, which says so, also to who cannot see it.
const SHOWN = 2000 // ms

export async function copyLink(button) {
  const { href } = button.closest("[data-number]").querySelector(".post__time, .message__time")
  if (!await write(href)) return
  const dressed = Array.from(button.childNodes)
  const { copied } = button.dataset
  const region = document.querySelector("[data-announce]")
  if (region) region.textContent = copied
  button.textContent = copied
  setTimeout(() => {
    button.replaceChildren(...dressed)
    if (region && region.textContent === copied) region.textContent = ""
  }, SHOWN)
}

// navigator.clipboard wants HTTPS.
async function write(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch (error) {
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
