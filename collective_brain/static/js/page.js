// Every page loads this module: local times, menus, forms that are sent once, and what other
// modules do when there is a reason to load them.
const { lang } = document.documentElement
const { member } = document.body.dataset
const { ago } = document.querySelector("[data-connection-status]").dataset
const language = navigator.languages.find(tag => tag.startsWith(lang)) || lang

function formatMoment(moment) {
  return new Date(moment).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" })
}

const HOUR = 60 // minutes
const DAY = 24 * HOUR
const DAY_FORMAT = { weekday: "long", day: "numeric", month: "long", year: "numeric" }

// "2 h ago" for a week, in the words of the server (i18n/relative_time.py), then the day.
function formatShortly(moment) {
  const date = new Date(moment)
  const minutes = Math.floor((Date.now() - date) / 60000)
  if (minutes < 0 || minutes >= 7 * DAY) {
    const year = date.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" }
    return date.toLocaleDateString(language, { day: "numeric", month: "short", ...year })
  }
  const words = ago.split("|")
  if (minutes < 1) return words[0]
  if (minutes < HOUR) return words[1].replace("{n}", minutes)
  if (minutes < DAY) return words[2].replace("{n}", Math.floor(minutes / HOUR))
  return words[2 + Math.floor(minutes / DAY)]
}

// Shows times in the time zone of the reader. data-day: a day without a time. data-short: the title
// has the exact time and, in a list of posts, the number of the post.
export function localizeTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]:not([title])")) {
    if (Number.isNaN(Date.parse(time.dateTime))) continue
    if ("day" in time.dataset) {
      const noon = new Date(`${time.dateTime}T12:00`) // of the reader, without a zone
      time.title = time.dateTime
      time.textContent = noon.toLocaleDateString(language, DAY_FORMAT)
      continue
    }
    if ("ago" in time.dataset) {
      time.title = formatMoment(time.dateTime)
      continue
    }
    if ("short" in time.dataset) {
      const item = time.closest("[data-number]")
      const moment = formatMoment(time.dateTime)
      time.title = item ? `#${item.dataset.number} · ${moment}` : moment
      time.textContent = formatShortly(time.dateTime)
      continue
    }
    time.title = time.textContent
    time.textContent = formatMoment(time.dateTime)
  }
}

// The server reads days in filters in this zone (web/time_zones.py).
function storeTimeZone() {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const pair = `time_zone=${timeZone}`
  if (timeZone && !document.cookie.includes(pair)) {
    // biome-ignore lint/suspicious/noDocumentCookie: old browsers have no Cookie Store API
    document.cookie = `${pair};path=/;max-age=31536000;samesite=lax`
  }
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu.contains(except)) continue
    const hadFocus = menu.contains(document.activeElement)
    menu.open = false
    if (hadFocus) menu.querySelector("summary").focus()
  }
}

function preventSecondSubmit(event) {
  const form = event.target
  if (event.defaultPrevented || form.method !== "post") return
  if (form.dataset.sent) {
    event.preventDefault()
    return
  }
  form.dataset.sent = "1"
  showSending(true)
  setTimeout(() => {
    delete form.dataset.sent
  }, 5000)
}

let sending = null

// Screen readers hear it. The style sheet shows it after a second.
export function showSending(isSending) {
  const bar = document.querySelector("[data-sending]")
  if (sending) sending.remove()
  if (!bar || !isSending) return
  sending = document.createElement("p")
  sending.className = "notice notice--sending"
  sending.textContent = bar.dataset.sending
  bar.append(sending)
}

// --- what this browser stores ---

// Returns null without a value, and when the browser forbids storage. typed_texts.js has this
// function, too: it cannot import this module, which imports it.
export function readStored(key) {
  try {
    return JSON.parse(localStorage.getItem(key))
  } catch (_error) {
    return null
  }
}

function storedKeys(prefix) {
  try {
    return Object.keys(localStorage).filter(key => key.startsWith(prefix))
  } catch (_error) {
    return []
  }
}

// --- the connection (connection.js) and the outbox (outbox.js) ---

function checkConnection() {
  import("./connection.js").then(
    ({ checkConnection }) => checkConnection(),
    () => {},
  )
}

// outbox_storage.js writes these keys.
function hasUnsentTexts() {
  return member ? readStored("waiting:" + member) : storedKeys("waiting:").length
}

function sendUnsentTexts() {
  if (!hasUnsentTexts()) return
  import("./outbox.js").then(
    ({ sendTexts }) => sendTexts(),
    () => {},
  )
}

// --- signing in and out (docs/protocol.md, "Typed texts") ---

// With unsent texts, the menu leads to the page that asks first. Its form has
// [data-discard-unsent].
function signOut(event) {
  const form = event.target
  const hasTexts = hasUnsentTexts()
  if (!hasTexts && !storedKeys(`text:${member}:`).length) return
  event.preventDefault()
  if (hasTexts && !form.matches("[data-discard-unsent]")) {
    location.assign(form.action)
    return
  }
  const discarded = hasTexts
    ? import("./outbox.js").then(({ discardAllTexts }) => discardAllTexts())
    : Promise.resolve()
  discarded
    .then(() => import("./typed_texts.js"))
    .then(({ moveToServer }) => moveToServer(new FormData(form)))
    .catch(() => {})
    .then(() => {
      forgetMember()
      form.submit()
    })
}

// A visitor may have typed something before signing in.
function handOverTexts() {
  const isLast = (readStored("signed-in") || {}).member === member
  if (!member || (isLast && !storedKeys("text::").length)) return
  import("./typed_texts.js").then(
    ({ handOverTexts }) => handOverTexts(),
    () => {},
  )
}

// Another member signed in, in another tab. They do not see what this member types.
function leavePageOfOtherMember({ key, newValue }) {
  if (key === "present-member" && member && newValue && newValue !== member) location.reload()
}

// Nobody else at this device reads what the member has read.
function removeOfflineCopies({ detail }) {
  if (detail.type !== "ended") return
  storePresentMember("")
  if (window.caches) caches.delete("pages")
}

// The service worker deletes the copies itself when it sees the sign-out, after it has taken the
// page that it shows without a connection.
function forgetMember() {
  storePresentMember("")
  const { serviceWorker } = navigator
  if (window.caches && !(serviceWorker && serviceWorker.controller)) caches.delete("pages")
}

// --- Back after signing out: the browser may show the page of a member from its memory ---

function storePresentMember(id) {
  try {
    localStorage.setItem("present-member", id)
  } catch (_error) {
    /* The browser forbids storage. */
  }
}

function isOfPastMember({ member }) {
  try {
    const present = localStorage.getItem("present-member")
    return Boolean(member) && present !== null && present !== member
  } catch (_error) {
    return false
  }
}

function reloadPageOfPastMember({ persisted }) {
  const [entry] = performance.getEntriesByType("navigation")
  const isFromMemory = persisted || (entry && entry.type === "back_forward")
  if (isFromMemory && isOfPastMember(document.body.dataset)) {
    document.documentElement.hidden = true
    location.reload()
  } else if (!persisted) {
    storePresentMember(document.body.dataset.member || "")
  }
}

// --- offline copies (service_worker.js) ---

// Registration waits until the page is loaded; on the first visit it waits longer.
function registerServiceWorker() {
  const { serviceWorker } = navigator
  if (!serviceWorker || serviceWorker.controller) return
  const delay = isReturningVisitor() ? 3000 : 10000
  setTimeout(() => serviceWorker.register("/sw.js").catch(() => {}), delay)
}

function isReturningVisitor() {
  const before = readStored("seen")
  try {
    localStorage.setItem("seen", "1")
  } catch (_error) {
    /* The browser forbids storage. */
  }
  return before
}

// The service worker sets these two attributes when it shows a page without the site.
const { page: offlineState, copiedAt } = document.documentElement.dataset

function showOfflineNotices() {
  for (const notice of document.querySelectorAll(`[data-shown-when="${offlineState}"]`)) {
    notice.hidden = false
    const sentence = notice.querySelector("[data-sentence]")
    if (sentence) sentence.textContent = sentence.textContent.replace("{n}", formatMoment(copiedAt))
  }
}

// What the notices say is no longer true.
function showRestored() {
  for (const sentence of document.querySelectorAll("[data-restored]")) {
    sentence.textContent = sentence.dataset.restored
  }
}

// --- what other modules do on demand ---

// Keys that arrive while the module loads are handled in their order.
function pressShortcut(event) {
  if (!event.key || event.key.length > 1 || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) {
    return
  }
  import("./shortcuts.js").then(
    ({ pressKey }) => pressKey(event),
    () => {},
  )
}

// On a phone the search box of the header is hidden until it is asked for.
function showSearchBox(event) {
  const field = document.getElementById("find")
  if (!field || !event.target.closest(".nav__search")) return
  event.preventDefault()
  field.form.classList.add("search--shown")
  field.focus()
}

function offerSuggestions(field) {
  import("./search_suggestions.js").then(
    ({ offerSuggestions }) => offerSuggestions(field),
    () => {},
  )
}

// The forms of notification levels save at once.
function saveLevel({ target: { form } }) {
  if (!form || !form.matches("[data-saved-text]")) return
  import("./level_form.js").then(
    ({ saveLevel }) => saveLevel(form),
    () => {},
  )
}

function hideReadBadges() {
  const badges = document.querySelectorAll("[data-unread-in]")
  if (badges.length) {
    import("./unread_badges.js").then(
      ({ hideReadBadges }) => hideReadBadges(badges),
      () => {},
    )
  }
}

// A browser fetches the scripts of the HTML together with the style sheets, so each one delays the
// first text on a slow link. The others wait in a template until this one runs. They delay the event
// "load" as if the HTML named them.
function addOtherScripts() {
  const scripts = document.querySelector("template[data-scripts]")
  if (scripts) document.body.append(scripts.content)
}

// A form that is kept, or the answer to one.
function keepForms() {
  let sent = ""
  try {
    sent = sessionStorage.getItem("sent-form")
  } catch (_error) {
    /* The browser forbids storage. */
  }
  if (sent || document.querySelector("[data-kept]")) import("./kept_form.js").catch(() => {})
}

addOtherScripts()
addEventListener("pageshow", reloadPageOfPastMember)
localizeTimes(document)
storeTimeZone()
keepForms()
if (document.querySelector("main > .notice")) import("./notices.js").catch(() => {})
addEventListener("pageshow", ({ persisted }) => {
  showSending(false) // after Back
  const [entry] = performance.getEntriesByType("navigation")
  if (persisted || (entry && entry.type === "back_forward")) hideReadBadges()
})
if (offlineState) {
  showOfflineNotices()
  addEventListener("connection:restored", showRestored)
}
document.addEventListener("click", event => {
  closeMenus(event.target)
  showSearchBox(event)
})
document.addEventListener("keydown", event => {
  if (event.key === "Escape") closeMenus(null)
  else pressShortcut(event)
})
document.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-suggest]")) offerSuggestions(target)
})
document.addEventListener("change", saveLevel)
document.addEventListener("submit", event => {
  if (event.target.matches("[data-sign-out]")) {
    signOut(event)
    if (!event.defaultPrevented) forgetMember()
  }
  preventSecondSubmit(event)
})
for (const name of ["connection:check", "offline", "online"]) {
  addEventListener(name, checkConnection)
}
addEventListener("connection:restored", sendUnsentTexts)
if (!navigator.onLine || /copy|missing/.test(offlineState)) checkConnection()
if (hasUnsentTexts()) import("./outbox_list.js").catch(() => {})
document.addEventListener("live:frame", removeOfflineCopies)
addEventListener("load", registerServiceWorker)
addEventListener("storage", leavePageOfOtherMember)
handOverTexts()
