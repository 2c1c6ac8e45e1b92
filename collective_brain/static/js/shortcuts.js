// Keyboard shortcuts of one key. page.js loads them with the first key that is pressed outside a
// field. /help/keyboard/ lists them in [data-shortcuts], with a [data-shortcuts-switch] to turn
// them off.
const HELP = "/help/keyboard/"
const ITEMS = ".posts > .post, .messages > .message, .rows > .row"
const SECOND_KEY_WITHIN = 1500 // ms after "g"

const ADDRESSES = { h: "/", t: "/themes/", f: "/following/", n: "/notifications/" }
const ACTIONS = {
  j: () => focusItem(1),
  k: () => focusItem(-1),
  n: openFirstUnread,
  r: reply,
  "/": search,
  "?": showHelp,
  g: waitForSecondKey,
}
let secondKeyTimer = 0

export function pressKey(event) {
  if (!isShortcut(event)) return
  if (!secondKeyTimer) {
    const control = ownShortcut(event.key)
    if (control) use(control)
    else ACTIONS[event.key]()
    return
  }
  clearTimeout(secondKeyTimer)
  secondKeyTimer = 0
  location.assign(ADDRESSES[event.key])
}

function isShortcut(event) {
  const { key, target } = event
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isOff()) return false
  const fields = "input, textarea, select, [contenteditable], dialog"
  if (target.closest && target.closest(fields)) return false
  if (secondKeyTimer) return Object.keys(ADDRESSES).includes(key)
  return Object.keys(ACTIONS).includes(key) || Boolean(ownShortcut(key))
}

// A page with acts of its own, such as that of a report, gives them letters.
function ownShortcut(key) {
  return /^[a-z]$/.test(key) ? document.querySelector(`[data-shortcut="${key}"]`) : null
}

// A link is followed, and a form opens. A button only gets the focus: no act happens by one key.
function use(control) {
  control.focus()
  if (control.matches("a, summary")) control.click()
}

// At once: otherwise the browser starts to search for the letter on the page.
document.addEventListener("keydown", event => {
  if (isShortcut(event)) event.preventDefault()
})

// --- what the keys do ---

function waitForSecondKey() {
  secondKeyTimer = setTimeout(() => {
    secondKeyTimer = 0
  }, SECOND_KEY_WITHIN)
}

function focusItem(step) {
  const items = Array.from(document.querySelectorAll(ITEMS))
  const isInView = item => {
    const { top, bottom } = item.getBoundingClientRect()
    return bottom > 0 && top < innerHeight
  }
  const hasFocus = item => item.contains(document.activeElement) && isInView(item)
  const focused = items.findIndex(hasFocus)
  const item = items[focused < 0 ? indexFromWindowTop(items, step) : focused + step]
  if (!item) return
  focus(item.querySelector("a, button"))
  item.scrollIntoView({ block: "start" })
}

// Without a focused item: the first one below the top of the window, or the last one above it.
function indexFromWindowTop(items, step) {
  const below = items.findIndex(item => item.getBoundingClientRect().top >= 0)
  if (step > 0) return below
  return (below < 0 ? items.length : below) - 1
}

function openFirstUnread() {
  const link = document.querySelector("[data-first-unread], a.unread-badge")
  const divider = document.getElementById("new")
  if (link) link.click()
  else if (divider) divider.scrollIntoView({ block: "start" })
}

function reply() {
  const item = document.activeElement.closest(ITEMS)
  const link = item && item.querySelector("[data-reply]")
  if (link) link.click()
  else focus(document.querySelector(".composer textarea"))
}

// On a narrow screen, the header has a link to the search page instead of the field.
function search() {
  const field = document.querySelector("[type=search]")
  const link = document.querySelector(".nav__search")
  focus(field)
  if (link && document.activeElement !== field) link.click()
}

function focus(element) {
  if (element) element.focus()
}

// --- the list of shortcuts, and the switch ---

async function showHelp() {
  if (location.pathname === HELP || document.querySelector("dialog")) return
  const answer = await fetch(HELP).catch(() => ({}))
  if (!answer.ok) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const dialog = document.createElement("dialog")
  dialog.setAttribute("aria-labelledby", "keys-title")
  dialog.append(page.querySelector("[data-shortcuts]"))
  dialog.querySelector("[data-close]").hidden = false
  document.body.append(dialog)
  offerSwitch(dialog)
  dialog.addEventListener("close", () => dialog.remove())
  dialog.showModal()
}

function offerSwitch(root) {
  const checkbox = root.querySelector("[data-shortcuts-switch]")
  if (!checkbox) return
  checkbox.checked = !isOff()
  checkbox.closest("p").hidden = false
  checkbox.addEventListener("change", () => {
    try {
      localStorage.setItem("keys", checkbox.checked ? "on" : "off")
    } catch (_error) {
      /* The browser forbids storage. */
    }
  })
}

function isOff() {
  try {
    return localStorage.getItem("keys") === "off"
  } catch (_error) {
    return false
  }
}

offerSwitch(document)
