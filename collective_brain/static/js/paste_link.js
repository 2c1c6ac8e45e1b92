// A pasted link to this site becomes a Markdown link with the title of the page. Undo brings the
// bare link back.
import { isCode } from "./completion.js"

// `address` is in the text of the composer, or will be in a moment.
export async function addTitleToLink(composer, address) {
  const field = composer.text
  const markdown = await fetchMarkdown(composer.dataset.title, new URL(address))
  if (!markdown) return
  const { value, selectionStart, selectionEnd } = field
  const start = value.lastIndexOf(address, selectionStart)
  const end = start + address.length
  if (start < 0 || !isBareLink(value.slice(0, start), value.slice(end))) return
  if (document.activeElement !== field) return
  field.setSelectionRange(start, end)
  // execCommand keeps the undo history of the browser; setRangeText does not.
  if (!document.execCommand("insertText", false, markdown)) field.setRangeText(markdown)
  const growth = markdown.length - address.length
  const shifted = place => (place >= end ? place + growth : Math.min(place, start))
  field.setSelectionRange(shifted(selectionStart), shifted(selectionEnd))
  field.dispatchEvent(new Event("input", { bubbles: true }))
}

async function fetchMarkdown(titleAddress, { pathname, hash }) {
  const address = new URL(titleAddress, location.href)
  address.searchParams.set("path", pathname)
  address.searchParams.set("fragment", hash.slice(1))
  const headers = { Accept: "application/json" }
  const answer = await fetch(address.href, { headers }).catch(() => null)
  if (!answer || !answer.ok) return null
  return (await answer.json()).markdown
}

// Not in code, not the target of a link, not a part of a longer address.
function isBareLink(before, after) {
  return !isCode(before) && !/(?:\w|\]\(|[<"'=/])$/.test(before) && !/^[^\s.,;:!?)]/.test(after)
}
