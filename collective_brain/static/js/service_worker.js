// The service worker keeps the pages that somebody has read, for times without a connection
// (docs/protocol.md, Offline copies). /sw.js defines SITE = {files, page, out, icon}: the files to keep, the
// offline page, the address that signs out, and the icon of push messages.
const FILES = "files"
const PAGES = "pages"
// {member, language, pages: [{address, place, title, at, bytes, language}]}, the newest page first
const INDEX = "/kept.json"
const MAX_TOPICS = 50 // and as many other pages
const MAX_BYTES = 19500000 // the files take the rest of 20 MB
const PAGE_TIMEOUT = 20000 // ms; then a copy is shown while the page is still loading

addEventListener("install", event => {
  skipWaiting()
  event.waitUntil(caches.open(FILES).then(cache => cache.addAll(SITE.files)))
})

addEventListener("activate", event => event.waitUntil(activate()))

// Push messages (forum/push/messages.py). A browser ends the subscription of a site that shows none.
addEventListener("push", event => {
  const { title, body, url, tag, lang } = event.data.json()
  const options = { body, tag, lang, data: url, icon: SITE.icon }
  event.waitUntil(registration.showNotification(title, options))
})

// arrivals.js shows notifications of a room. `data`: its path.
addEventListener("notificationclick", event => {
  event.notification.close()
  event.waitUntil(showPage(event.notification.data))
})

addEventListener("fetch", event => {
  const { method, mode, url } = event.request
  const address = new URL(url)
  if (address.origin !== location.origin) return
  if (method === "POST" && address.pathname === SITE.out) event.respondWith(signOut(event.request))
  if (method !== "GET") return
  if (/^\/static\/(css|js|icons)\//.test(address.pathname)) {
    event.respondWith(respondWithFile(event.request))
  } else if (mode === "navigate") {
    event.respondWith(respondWithPage(event, address))
  }
})

// --- files: a new content has a new name, except on the machine of a developer ---

async function activate() {
  const cache = await caches.open(FILES)
  const wanted = SITE.files.map(name => new URL(name, location.origin).href)
  for (const request of await cache.keys()) {
    if (!wanted.includes(request.url)) await cache.delete(request)
  }
  await clients.claim()
  // Keeps the pages that are open now. The cache of the browser has most of them. The site does not
  // make the others again: a second passkey page would make the open one useless.
  const options = { cache: "force-cache", headers: { "X-Only-To-Keep": "1" } }
  for (const { url } of await clients.matchAll()) {
    const answer = await fetch(url, options).catch(() => null)
    if (answer) await runInTurn(() => keepPage(new URL(url), answer))
  }
}

async function respondWithFile(request) {
  const cache = await caches.open(FILES)
  const kept = await cache.match(request)
  if (kept && withoutHash(request.url) !== request.url) return kept
  try {
    const answer = await fetch(request)
    if (answer.ok) await cache.put(request, answer.clone())
    return answer
  } catch (_error) {
    return kept || (await fileOfOtherRelease(cache, request.url)) || Response.error()
  }
}

// A copy of a page may name a style sheet of an older release.
async function fileOfOtherRelease(cache, url) {
  const name = withoutHash(url)
  const request = (await cache.keys()).find(kept => withoutHash(kept.url) === name)
  return request && cache.match(request)
}

function withoutHash(url) {
  return url.replace(/\.[0-9a-f]{12}(\.\w+)$/, "$1")
}

// --- pages: from the site, else a copy that says so ---

async function respondWithPage(event, address) {
  const loading = loadPage(event, address)
  loading.catch(() => {}) // it may fail after the copy is shown
  const copy = await findCopy(address)
  try {
    return await (copy ? Promise.race([loading, rejectAfterTimeout()]) : loading)
  } catch (_error) {
    if (copy) return respondWithCopy(copy)
    const redirect = await redirectToCopy(address)
    if (redirect) return redirect
    return respondWithOfflinePage(address.pathname === SITE.page ? "" : "missing")
  }
}

let signOuts = 0

// Removes all copies, whether the request reaches the site or not. A page that is still loading is
// not kept either.
async function signOut(request) {
  signOuts += 1
  endPush().catch(() => {}) // the push service may be slow
  const offlinePage = await respondWithOfflinePage("still-signed-in")
  await runInTurn(removeAllCopies)
  return fetch(request).catch(() => offlinePage)
}

// Nobody else at this device reads the notifications of the member.
async function endPush() {
  const subscription =
    registration.pushManager && (await registration.pushManager.getSubscription())
  if (subscription) await subscription.unsubscribe()
}

// no-cache: after Back, a browser would show its own old copy without saying so.
async function loadPage(event, address) {
  const before = signOuts
  const request = new Request(event.request, { cache: "no-cache" })
  if (!isPageVisit(event.request)) request.headers.set("X-Not-A-Visit", "1")
  const answer = await fetch(request)
  const copy = answer.clone()
  event.waitUntil(runInTurn(() => (before === signOuts ? keepPage(address, copy) : null)))
  return answer
}

// The site sees this worker as the sender, so it cannot know this by itself (decision 59).
function isPageVisit({ headers, referrer }) {
  const isForeign = referrer && new URL(referrer).origin !== location.origin
  return !isForeign && !headers.has("Sec-Purpose")
}

function rejectAfterTimeout() {
  return new Promise((_resolve, reject) => setTimeout(reject, PAGE_TIMEOUT))
}

async function findCopy(address) {
  const page = (await loadIndex()).pages.find(({ address: kept }) => kept === pathOf(address))
  return page && { answer: await (await caches.open(PAGES)).match(page.address), at: page.at }
}

async function respondWithCopy({ answer, at }) {
  const html = withPageState(await answer.text(), `copy" data-copied-at="${at}`)
  return new Response(html, { headers: answer.headers })
}

// page.js reads data-page, and shows the notice for it.
function withPageState(html, state) {
  return html.replace("<html", `<html data-page="${state}"`)
}

// The address of a post, and a topic under another title, lead to the copy of the topic.
async function redirectToCopy({ pathname, search }) {
  if (search) return null
  const [, topic, number] = /^\/topics\/(\d+)\/(?:[^/]+\/)?(\d*)$/.exec(pathname) || []
  const copy = topic && (await loadIndex()).pages.find(({ place }) => place === "topic:" + topic)
  return copy && Response.redirect(copy.address + (number ? "#post-" + number : ""))
}

async function respondWithOfflinePage(state) {
  const answer = await (await caches.open(PAGES)).match(SITE.page)
  if (!answer) return Response.error()
  const html = await answer.text()
  const { headers } = answer
  return state
    ? new Response(withPageState(html, state), { status: 503, headers })
    : new Response(html, { headers })
}

// --- the copies: one change at a time, so that the index stays right ---

let lastTurn = Promise.resolve()

function runInTurn(work) {
  lastTurn = lastTurn.then(work).catch(() => {}) // the storage is full, or the answer broke off
  return lastTurn
}

function pathOf({ pathname, search }) {
  return pathname + search
}

// Pages of another member, or of a visitor, replace all copies.
async function keepPage(address, answer) {
  const member = answer.headers.get("X-Member")
  if (member === null || answer.redirected || answer.type === "opaqueredirect") return
  let index = await loadIndex()
  if (index.member !== member) {
    await removeAllCopies()
    index = { member, pages: [] }
  }
  const [place, at] = (answer.headers.get("X-Keep") || "").split(" ")
  if (at || isGone(answer)) {
    index.pages = index.pages.filter(page => !isSamePage(page, address, place))
  }
  if (at && isPlainAddress(address)) {
    index.pages.unshift(await storeCopy(address, place, at, answer))
  }
  await updateOfflinePage(index).catch(() => {})
  await storeIndex(index)
}

function isGone({ status }) {
  return status >= 400 && status < 500
}

// The same address, or the same topic under its old title.
function isSamePage(page, address, place) {
  const hasOldTitle = page.place === place && page.address.split("?")[0] !== address.pathname
  return page.address === pathOf(address) || hasOldTitle
}

function isPlainAddress({ searchParams }) {
  return Array.from(searchParams.keys()).every(name => name === "page" || name === "upto")
}

async function storeCopy(address, place, at, answer) {
  const html = await answer.text()
  const path = pathOf(address)
  const [, title] = /<title>([^<]*?)(?: · Collective Brain)?<\/title>/.exec(html) || [null, path]
  const headers = copiedHeaders(answer)
  await (await caches.open(PAGES)).put(path, new Response(html, { headers }))
  return {
    address: path,
    place: place === "page" ? path : place,
    title,
    at,
    bytes: new Blob([html]).size,
    language: headers.get("Content-Language"),
  }
}

function copiedHeaders({ headers }) {
  const copied = new Headers(headers)
  for (const name of ["Content-Encoding", "Content-Length", "X-Member", "X-Keep"]) {
    copied.delete(name)
  }
  return copied
}

// The offline page is in the language of the last page, and lists the texts of the member.
async function updateOfflinePage(index) {
  const { language } = index.pages[0] || {}
  if (index.language && (!language || index.language === language)) return
  const answer = await fetch(SITE.page, { cache: "no-cache" })
  if (!answer.ok || answer.headers.get("X-Member") !== index.member) return
  const copy = new Response(await answer.text(), { headers: copiedHeaders(answer) })
  await (await caches.open(PAGES)).put(SITE.page, copy)
  index.language = language || "-"
}

async function showPage(path) {
  const tabs = await clients.matchAll({ type: "window" })
  const tab = tabs.find(({ url }) => new URL(url).pathname === path)
  if (tab) await tab.focus()
  else await clients.openWindow(path)
}

async function loadIndex() {
  const answer = await (await caches.open(PAGES)).match(INDEX)
  return answer ? answer.json() : { member: "", pages: [] }
}

async function storeIndex(index) {
  index.pages = withinLimits(index.pages)
  const cache = await caches.open(PAGES)
  const wanted = index.pages.map(({ address }) => address).concat(INDEX, SITE.page)
  for (const request of await cache.keys()) {
    if (!wanted.includes(pathOf(new URL(request.url)))) await cache.delete(request)
  }
  const headers = { "Content-Type": "application/json" }
  await cache.put(INDEX, new Response(JSON.stringify(index), { headers }))
}

// The newest pages. A topic counts once, with all its pages.
function withinLimits(pages) {
  const topics = new Set()
  const others = new Set()
  let bytesLeft = MAX_BYTES
  return pages.filter(({ place, bytes }) => {
    const kept = place.startsWith("topic:") ? topics : others
    if (kept.size === MAX_TOPICS && !kept.has(place)) return false
    kept.add(place)
    bytesLeft -= bytes
    return bytesLeft >= 0
  })
}

function removeAllCopies() {
  return caches.delete(PAGES)
}
