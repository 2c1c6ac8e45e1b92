// Single keys, fetched with the first one pressed outside a field (page.js). Their words are on /help/keyboard/.
// [data-first]: the way to the first unread item. [data-keys]: the list, with a [data-switch] to turn them off.
const HELP = "/help/keyboard/"
const PLACES = { h: "/", t: "/themes/", f: "/following/", n: "/notifications/" }
const ITEMS = ".posts > .post, .messages > .message, .rows > .row"
const GO_WITHIN = 1500 // ms after "g"

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: firstUnread,
  r: reply,
  "/": search,
  "?": showHelp,
  g: () => { going = setTimeout(() => { going = 0 }, GO_WITHIN) },
}
let going = 0

export function press(event) {
  if (!isOurs(event)) return
  if (!going) return KEYS[event.key](event)
  clearTimeout(going)
  going = 0
  location.assign(PLACES[event.key])
}

function isOurs(event) {
  const { key, target } = event
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isOff()) return false
  if (target.closest && target.closest("input, textarea, select, [contenteditable], dialog")) return false
  return Object.keys(going ? PLACES : KEYS).includes(key)
}

// At once, or the browser would look for the letter on the page.
document.addEventListener("keydown", event => { if (isOurs(event)) event.preventDefault() })

// --- what the keys do ---

function step(way) {
  const items = Array.from(document.querySelectorAll(ITEMS))
  const isShown = item => item.getBoundingClientRect().bottom > 0 && item.getBoundingClientRect().top < innerHeight
  const focused = items.findIndex(item => item.contains(document.activeElement) && isShown(item))
  const top = items.findIndex(item => item.getBoundingClientRect().top >= 0)
  const first = way > 0 ? top : (top < 0 ? items.length : top) - 1
  const item = items[focused < 0 ? first : focused + way]
  if (!item) return
  focus(item.querySelector("a, button"))
  item.scrollIntoView({ block: "start" })
}

function firstUnread() {
  const link = document.querySelector("[data-first], a.unread")
  const divider = document.getElementById("new")
  if (link) link.click()
  else if (divider) divider.scrollIntoView({ block: "start" })
}

function reply() {
  const item = document.activeElement.closest(ITEMS)
  const link = item && item.querySelector("[data-reply]")
  if (link) return link.click()
  focus(document.querySelector(".composer textarea"))
}

// On a narrow screen the box is behind a link.
function search() {
  const box = document.querySelector("[type=search]")
  const link = document.querySelector(".nav__search")
  focus(box)
  if (link && document.activeElement !== box) link.click()
}

function focus(element) { if (element) element.focus() }

// --- the list, and the switch ---

async function showHelp() {
  if (location.pathname === HELP || document.querySelector("dialog")) return
  const answer = await fetch(HELP).catch(() => ({}))
  if (!answer.ok) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const dialog = document.createElement("dialog")
  dialog.setAttribute("aria-labelledby", "keys-title")
  dialog.append(page.querySelector("[data-keys]"))
  dialog.querySelector("[data-close]").hidden = false
  document.body.append(dialog)
  offerSwitch(dialog)
  dialog.addEventListener("close", () => dialog.remove())
  dialog.showModal()
}

function offerSwitch(root) {
  const box = root.querySelector("[data-switch]")
  if (!box) return
  box.checked = !isOff()
  box.closest("p").hidden = false
  box.addEventListener("change", () => {
    try { localStorage.setItem("keys", box.checked ? "on" : "off") } catch (error) { /* nothing is kept here */ }
  })
}

function isOff() {
  try { return localStorage.getItem("keys") === "off" } catch (error) { return false }
}

offerSwitch(document)
