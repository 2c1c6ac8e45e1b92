// A link of ours that was pasted bare becomes a Markdown link with its title; undo brings the bare one back.
import { isCode } from "./completion.js";

// `address` was just pasted into the composer's text, which has it now or in a moment.
export async function pasted(composer, address) {
  const area = composer.text
  const { pathname, hash } = new URL(address)
  const asked = new URL(composer.dataset.title, location.href)
  asked.searchParams.set("path", pathname)
  asked.searchParams.set("fragment", hash.slice(1))
  const answer = await fetch(asked.href, { headers: { Accept: "application/json" } }).catch(() => null)
  if (!answer || !answer.ok) return
  const { markdown } = await answer.json()
  const { value, selectionStart: from, selectionEnd: to } = area
  const start = value.lastIndexOf(address, from)
  const before = value.slice(0, start)
  // Not where it is code, the target of a link, or part of a longer address.
  if (start < 0 || isCode(before) || /(?:\w|\]\(|[<"'=/])$/.test(before) || /^[^\s.,;:!?)]/.test(value.slice(start + address.length))) return
  if (document.activeElement !== area) return
  const shift = place => place >= start + address.length ? place + markdown.length - address.length : Math.min(place, start)
  area.setSelectionRange(start, start + address.length)
  if (!document.execCommand("insertText", false, markdown)) area.setRangeText(markdown)
  area.setSelectionRange(shift(from), shift(to))
  area.dispatchEvent(new Event("input", { bubbles: true }))
}
