// The notices about the last request, at the top of a page.
const HEARD_AFTER = 1000 // ms
const REMOVED_AFTER = 10000 // ms

// Screen readers read only what changes after the page is there.
function announce() {
  const regions = "main > [role=status], main > .notice > [role=status]"
  for (const region of document.querySelectorAll(regions)) region.append(...region.childNodes)
}

// Not the notice of a reader who is on its button.
function removePassed() {
  for (const notice of document.querySelectorAll("[data-passing]")) {
    if (!notice.contains(document.activeElement)) notice.remove()
  }
}

setTimeout(announce, HEARD_AFTER)
setTimeout(removePassed, REMOVED_AFTER)
