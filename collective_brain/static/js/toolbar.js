// Writing aids of a composer: toolbar, preview and quotations. The composer loads them at the first
// use.
import { sendForm } from "./send_form.js"

// data-wrap goes around the selection, data-before-lines in front of each of its lines, data-link
// is the target of a new link, data-preview the address that renders the text.
export function pressButton(composer, { dataset: { wrap, beforeLines, link, preview } }) {
  if (wrap) insert(composer.text, text => wrap + text + wrap, wrap.length)
  if (beforeLines) {
    insert(composer.text, text => text.replace(/^/gm, beforeLines), beforeLines.length)
  }
  if (link) insert(composer.text, text => `[${text}](${link})`, 1)
  if (preview) showPreview(composer, preview)
}

// Replaces the selection with transform(selection). Without a selection, the caret goes `offset`
// characters into the new text.
export function insert(field, transform, offset = 0) {
  const { selectionStart: start, selectionEnd: end, value } = field
  const text = transform(value.slice(start, end))
  field.focus()
  // execCommand keeps the undo history of the browser; setRangeText does not.
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, start, end, "end")
  }
  if (start === end) field.setSelectionRange(start + offset, start + offset)
  field.dispatchEvent(new Event("input", { bubbles: true }))
}

async function showPreview(composer, address) {
  const { html, refused } = await sendForm({ action: address }, new FormData(composer.form))
  const isRendered = html !== undefined
  composer.showRefusal(isRendered ? "" : refused || composer.dataset.failed)
  if (!isRendered) return
  const result = composer.querySelector("[data-preview-result]")
  result.innerHTML = html
  result.hidden = false
  result.focus()
}

// The toolbar is one stop for Tab; the arrow keys go from button to button.
export function moveFocus(toolbar, from, step) {
  const buttons = Array.from(toolbar.querySelectorAll("button"))
  const index = buttons.indexOf(from) + step + buttons.length
  const next = buttons[index % buttons.length]
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1
  next.focus()
}

// Quotes what is selected in the item of the button, or all of it. data-quote is the address that
// returns the Markdown, because the HTML does not show what its author wrote.
export async function quote(composer, button, selection) {
  const prose = button.closest("[data-number]").querySelector(".prose")
  const fields = new FormData()
  const token = composer.form.elements.csrfmiddlewaretoken
  if (token) fields.set(token.name, token.value)
  if (selection && selection.prose === prose) fields.set("selected", String(selection.range))
  const { markdown, refused } = await sendForm({ action: button.dataset.quote }, fields)
  const isFound = markdown !== undefined
  composer.showRefusal(isFound ? "" : refused || composer.dataset.failed)
  if (!isFound) return
  const { value } = composer.text
  const before = !value || value.endsWith("\n\n") ? "" : "\n\n"
  composer.text.setSelectionRange(value.length, value.length)
  insert(composer.text, () => before + markdown, before.length + markdown.length)
}
