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

localise(document)
document.addEventListener("click", event => closeMenus(event.target))
document.addEventListener("keydown", event => { if (event.key === "Escape") closeMenus(null) })
document.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-suggest]")) import("./suggest.js").then(({ suggestIn }) => suggestIn(target)).catch(() => {})
})
document.addEventListener("submit", event => {
  sendOnce(event)
  if (/logout/.test(event.target.action)) forgetTexts()
})
