// What a composer can do once somebody writes in it; loaded then. `composer` is a <post-composer>.

import { markdownOf } from "./markdown.js";

// A button of the toolbar: data-wrap goes round the selection, data-line before each of its lines, data-link is its target.
export function press(composer, send, { dataset: { wrap, line, link, preview } }) {
  if (wrap) insert(composer.text, text => wrap + text + wrap, wrap.length)
  if (line) insert(composer.text, text => text.replace(/^/gm, line), line.length)
  if (link) insert(composer.text, text => `[${text}](${link})`, 1)
  if (preview) show(composer, send, preview)
}

export function insert(area, mark, inside = 0) {
  const { selectionStart: start, selectionEnd: end, value } = area
  const text = mark(value.slice(start, end))
  area.focus()
  // execCommand keeps the browser's undo, setRangeText does not
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, start, end, "end")
  if (start === end) area.setSelectionRange(start + inside, start + inside)
  area.dispatchEvent(new Event("input", { bubbles: true }))
}

async function show(composer, send, address) {
  const { html, refused } = await send({ action: address }, new FormData(composer.form))
  const isMade = html !== undefined
  composer.tell(isMade ? "" : refused || composer.dataset.failed)
  if (!isMade) return
  const shown = composer.querySelector("[data-preview-shown]")
  shown.innerHTML = html
  shown.hidden = false
  shown.focus()
}

// One stop for Tab in the toolbar; the arrows go from button to button.
export function rove(toolbar, from, step) {
  const tools = Array.from(toolbar.querySelectorAll("button"))
  const next = tools[(tools.indexOf(from) + step + tools.length) % tools.length]
  tools.forEach(tool => { tool.tabIndex = tool === next ? 0 : -1 })
  next.focus()
}

// What is selected in the button's item, or all of it, as a quotation that links to it (forum/markup/quotations.py).
export function quote(composer, button, selected) {
  const prose = button.closest("[data-number]").querySelector(".prose")
  const nodes = selected && selected.prose === prose ? selected.range.cloneContents().childNodes : prose.childNodes
  const rows = [button.dataset.quote, "", ...markdownOf(nodes).split("\n")]
  const quotation = rows.map(row => `> ${row}`.trimEnd() + "\n").join("") + "\n"
  const { value } = composer.text
  const before = !value || value.endsWith("\n\n") ? "" : "\n\n"
  composer.text.setSelectionRange(value.length, value.length)
  insert(composer.text, () => before + quotation, before.length + quotation.length)
}
