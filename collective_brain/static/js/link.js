// Whether the site can be reached: the browser's own word is not enough, so it is asked. Says so in [data-link-status].
// `link:back` on window: what waits may be sent.
const PATIENCE = 10000 // ms
const PAUSES = [5000, 10000, 20000, 40000, 60000] // ms between two questions

// A moment as the reader writes it, in the language of the page.
const { language } = document.body.dataset
const own = navigator.languages.find(own => own.startsWith(language)) || language
const when = { dateStyle: "medium", timeStyle: "short" }
export const written = (moment, how = when) => new Date(moment).toLocaleString(own, how)

const bar = document.querySelector("[data-link-status]")
let since = recall()
let asking = null
let timer = 0
let failures = 0

export function ask() {
  if (!asking) asking = look().then(() => { asking = null })
  return asking
}

async function look() {
  clearTimeout(timer)
  if (await answers()) return back()
  lost()
  timer = setTimeout(ask, PAUSES[Math.min(failures, PAUSES.length - 1)])
  failures += 1
}

// Networks that ask for a sign-in first answer in the site's place.
async function answers() {
  const giveUp = new AbortController()
  const patience = setTimeout(() => giveUp.abort(), PATIENCE)
  try {
    const answer = await fetch("/healthz", { cache: "no-store", signal: giveUp.signal })
    return (await answer.text()) === "ok"
  } catch (error) {
    return false
  } finally {
    clearTimeout(patience)
  }
}

export function lost() {
  since = since || Date.now()
  remember(since)
  document.body.dataset.offline = ""
  const today = new Date().toDateString() === new Date(since).toDateString()
  notice("offline", written(since, today ? { timeStyle: "short" } : when))
}

function back() {
  failures = since = 0
  remember(0)
  delete document.body.dataset.offline
  if (bar && /^offline/.test(bar.dataset.shown)) notice("", "")
  dispatchEvent(new Event("link:back"))
}

// Shows template[data-notice=name] of the page, with `told` for {n}; "" shows none.
export function notice(name, told, href) {
  if (!bar || bar.dataset.shown === name + told) return
  bar.dataset.shown = name + told
  const words = name && document.querySelector(`template[data-notice=${name}]`).content.cloneNode(true)
  bar.textContent = ""
  if (!name) return
  const sentence = words.querySelector("[data-one]") || words.querySelector("[data-many]")
  sentence.textContent = (told === 1 && sentence.dataset.one || sentence.dataset.many).replace("{n}", told)
  if (href) words.querySelector("a").href = href
  bar.append(words)
}

function recall() {
  try { return Number(localStorage.getItem("offline")) } catch (error) { return 0 }
}

function remember(moment) {
  try {
    if (moment) localStorage.setItem("offline", moment)
    else localStorage.removeItem("offline")
  } catch (error) { /* the time is known in this tab only */ }
}
