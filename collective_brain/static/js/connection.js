// Whether the site can be reached. navigator.onLine is not enough, so this module asks the site.
// [data-connection-status] shows the result. `connection:restored` on window: texts may be sent.

const ANSWER_TIMEOUT = 10000 // ms
const PAUSES = [5000, 10000, 20000, 40000, 60000] // ms between two checks

const { language } = document.body.dataset
const locale = navigator.languages.find(tag => tag.startsWith(language)) || language

const bar = document.querySelector("[data-connection-status]")
let offlineSince = storedOfflineSince()
let runningCheck = null
let timer = 0
let failures = 0

// A moment in the reader's own notation. page.js has this function, too: hashed names of modules
// need imports without circles, and page.js imports this module.
export function formatMoment(moment, format = { dateStyle: "medium", timeStyle: "short" }) {
  return new Date(moment).toLocaleString(locale, format)
}

export function checkConnection() {
  if (!runningCheck) {
    runningCheck = check().then(() => {
      runningCheck = null
    })
  }
  return runningCheck
}

async function check() {
  clearTimeout(timer)
  if (await isSiteReachable()) {
    showOnline()
    return
  }
  showOffline()
  timer = setTimeout(checkConnection, PAUSES[Math.min(failures, PAUSES.length - 1)])
  failures += 1
}

// Some networks answer every request with their own sign-in page, so the text must be "ok".
async function isSiteReachable() {
  const controller = new AbortController()
  const timeout = setTimeout(() => controller.abort(), ANSWER_TIMEOUT)
  try {
    const answer = await fetch("/healthz", { cache: "no-store", signal: controller.signal })
    return (await answer.text()) === "ok"
  } catch (_error) {
    return false
  } finally {
    clearTimeout(timeout)
  }
}

function showOffline() {
  offlineSince = offlineSince || Date.now()
  storeOfflineSince(offlineSince)
  document.body.dataset.offline = ""
  const isToday = new Date().toDateString() === new Date(offlineSince).toDateString()
  const format = isToday ? { timeStyle: "short" } : undefined
  showNotice("offline", formatMoment(offlineSince, format))
}

function showOnline() {
  failures = 0
  offlineSince = 0
  storeOfflineSince(0)
  delete document.body.dataset.offline
  if (bar && /^offline/.test(bar.dataset.shownNotice)) showNotice("", "")
  dispatchEvent(new Event("connection:restored"))
}

// Shows template[data-notice=name], with `value` in place of {n}. The name "" shows nothing.
export function showNotice(name, value, href) {
  if (!bar || bar.dataset.shownNotice === name + value) return
  bar.dataset.shownNotice = name + value
  bar.textContent = ""
  if (!name) return
  const notice = document.querySelector(`template[data-notice=${name}]`).content.cloneNode(true)
  const sentence = notice.querySelector("[data-many]")
  const { one, many } = sentence.dataset
  sentence.textContent = (value === 1 && one ? one : many).replace("{n}", value)
  if (href) notice.querySelector("a").href = href
  bar.append(notice)
}

function storedOfflineSince() {
  try {
    return Number(localStorage.getItem("offline"))
  } catch (_error) {
    return 0
  }
}

function storeOfflineSince(moment) {
  try {
    if (moment) localStorage.setItem("offline", moment)
    else localStorage.removeItem("offline")
  } catch (_error) {
    /* Only this tab knows the time. */
  }
}
