// Times in the reader's own zone, menus that close, forms that go once, suggestions for who turns to the search box.
const { lang } = document.documentElement
const language = navigator.languages.find(own => own.startsWith(lang)) || lang
const how = { dateStyle: "medium", timeStyle: "short" }

export function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]:not([title])")) {
    const at = new Date(time.dateTime)
    if (isNaN(at)) continue
    time.title = time.textContent
    time.textContent = at.toLocaleString(language, how)
  }
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu.contains(except)) continue
    const focused = menu.contains(document.activeElement)
    menu.open = false
    if (focused) menu.querySelector("summary").focus()
  }
}

function sendOnce(event) {
  const form = event.target
  if (event.defaultPrevented || form.method !== "post") return
  if (form.dataset.sent) return event.preventDefault()
  form.dataset.sent = "1"
  setTimeout(() => { delete form.dataset.sent }, 5000)
}

function forgetTexts() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("text:")) localStorage.removeItem(key)
  } catch (error) { /* nothing was kept */ }
}

// --- the link (link.js) and what waits for it (outbox.js): fetched when there is something to do ---

const link = act => import("./link.js").then(act, () => {})
const askLink = () => link(({ ask }) => ask())

function waits() {
  try {
    const { member } = document.body.dataset
    return Object.keys(localStorage).some(key => key.startsWith("waiting:") && (!member || key === "waiting:" + member))
  } catch (error) {
    return false
  }
}

function sendWaiting() { if (waits()) import("./outbox.js").then(({ run }) => run(), () => {}) }

// Signing out with texts that wait: the page of the sign-out asks first ([data-leave]).
function leave(event) {
  const form = event.target
  if (!waits()) return forgetTexts()
  event.preventDefault()
  if (!form.matches("[data-leave]")) return location.assign(form.action)
  import("./outbox.js").then(({ discardAll }) => discardAll()).then(() => { forgetTexts(); form.submit() })
}

// What signed-in members read is not kept for whoever comes next.
function forgetPages({ detail }) { if (detail.type === "ended" && window.caches) caches.delete("pages") }

// The worker that keeps pages (worker.js) comes when the page is there, and on a first visit some time later.
function bringWorker() {
  const { serviceWorker } = navigator
  if (!serviceWorker || serviceWorker.controller) return
  setTimeout(() => serviceWorker.register("/sw.js").catch(() => {}), wasHere() ? 3000 : 10000)
}

function wasHere() {
  try {
    const before = localStorage.getItem("seen")
    localStorage.setItem("seen", "1")
    return before
  } catch (error) {
    return null
  }
}

// Also each key that comes while the module is fetched, in order.
function shortcut(event) {
  if (!event.key || event.key.length > 1 || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return
  import("./shortcuts.js").then(({ press }) => press(event), () => { /* no connection, no shortcut */ })
}

localise(document)
document.addEventListener("click", event => closeMenus(event.target))
document.addEventListener("keydown", event => {
  if (event.key === "Escape") closeMenus(null)
  else shortcut(event)
})
document.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-suggest]")) import("./suggest.js").then(({ suggestIn }) => suggestIn(target)).catch(() => {})
})
document.addEventListener("submit", event => {
  if (/logout/.test(event.target.action)) leave(event)
  sendOnce(event)
})
for (const name of ["link:ask", "offline", "online"]) addEventListener(name, askLink)
addEventListener("link:back", sendWaiting)
if (!navigator.onLine || document.querySelector("[data-saved]:not([hidden])")) askLink()
if (waits()) import("./waiting.js").catch(() => {})
document.addEventListener("live:frame", forgetPages)
addEventListener("load", bringWorker)
