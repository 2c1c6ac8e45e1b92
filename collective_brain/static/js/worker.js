// The service worker: keeps the pages that one has read, for when there is no connection (docs/protocol.md, Kept pages).
// SITE = {files, page, out}: the files to keep, the page without a connection, the address that signs out (/sw.js).
const FILES = "files"
const PAGES = "pages"
const INDEX = "/kept.json" // {member, language, pages: [{address, place, title, at, bytes}]}, the newest first
const MOST = 50 // topics, and as many other pages
const MOST_BYTES = 19500000 // the files take the rest of 20 MB
const PATIENCE = 20000 // ms until a kept copy is shown in place of a page that is still on its way

addEventListener("install", event => {
  skipWaiting()
  event.waitUntil(caches.open(FILES).then(cache => cache.addAll(SITE.files)))
})

addEventListener("activate", event => event.waitUntil(begin()))

addEventListener("fetch", event => {
  const { method, mode, url } = event.request
  const address = new URL(url)
  if (address.origin !== location.origin) return
  if (method === "POST" && address.pathname === SITE.out) event.respondWith(signOut(event.request))
  if (method !== "GET") return
  if (/^\/static\/(css|js|icons)\//.test(address.pathname)) event.respondWith(file(event.request))
  else if (mode === "navigate") event.respondWith(page(event, address))
})

// --- files: their names change with what is in them (a developer's machine has plain names) ---

async function begin() {
  const cache = await caches.open(FILES)
  const wanted = SITE.files.map(name => new URL(name, location.origin).href)
  for (const kept of await cache.keys()) if (!wanted.includes(kept.url)) await cache.delete(kept)
  await clients.claim()
  // The page that one reads already; it comes from the browser's own store.
  for (const { url } of await clients.matchAll()) {
    const answer = await fetch(url, { cache: "force-cache" }).catch(() => null)
    if (answer) await inTurn(() => keep(new URL(url), answer))
  }
}

async function file(request) {
  const cache = await caches.open(FILES)
  const kept = await cache.match(request)
  if (kept && plain(request.url) !== request.url) return kept
  try {
    const answer = await fetch(request)
    if (answer.ok) await cache.put(request, answer.clone())
    return answer
  } catch (error) {
    return kept || (await ofAnotherDay(cache, request.url)) || Response.error()
  }
}

// A kept page may ask for a style sheet as it was when the page was read.
async function ofAnotherDay(cache, url) {
  const name = plain(url)
  const like = (await cache.keys()).find(kept => plain(kept.url) === name)
  return like && cache.match(like)
}

function plain(url) { return url.replace(/\.[0-9a-f]{12}(\.\w+)$/, "$1") }

// --- pages: from the site; without it, a copy that says so ---

async function page(event, address) {
  const coming = ask(event, address)
  coming.catch(() => {}) // it may fail after the copy is shown
  const kept = await find(address)
  try {
    return await (kept ? Promise.race([coming, tooLate()]) : coming)
  } catch (error) {
    if (kept) return copy(kept)
    return (await elsewhere(address)) || ownPage(address.pathname === SITE.page ? "" : "data-missing")
  }
}

// What was kept goes, whether the site hears of it or not.
async function signOut(request) {
  const told = await ownPage("data-still-in")
  await inTurn(empty)
  return fetch(request).catch(() => told)
}

// no-cache: on the way back a browser would show its own old copy, and not say so.
async function ask(event, address) {
  const answer = await fetch(new Request(event.request, { cache: "no-cache" }))
  const ours = answer.clone()
  event.waitUntil(inTurn(() => keep(address, ours)))
  return answer
}

function tooLate() { return new Promise((_, fail) => setTimeout(fail, PATIENCE)) }

async function find(address) {
  const kept = (await read()).pages.find(page => page.address === nameOf(address))
  return kept && Object.assign({ answer: await (await caches.open(PAGES)).match(kept.address) }, kept)
}

async function copy({ answer, at }) {
  const html = await answer.text()
  const language = languageOf(html)
  const own = navigator.languages.find(own => own.startsWith(language)) || language
  const moment = new Date(at).toLocaleString(own, { dateStyle: "medium", timeStyle: "short" })
  const when = `<time datetime="${at}">${moment}</time>`
  const told = html.replace(/ data-saved hidden>([^<]*)\{n\}/, (_, before) => ` data-saved>${before}${when}`)
  return new Response(told, { headers: answer.headers })
}

// A post's own address, and a topic's under another title, lead to what is kept of it.
async function elsewhere({ pathname, search }) {
  if (search) return null
  const [, topic, number] = /^\/topics\/(\d+)\/(?:[^/]+\/)?(\d*)$/.exec(pathname) || []
  const kept = topic && (await read()).pages.find(({ place }) => place === "topic:" + topic)
  return kept && Response.redirect(kept.address + (number ? "#post-" + number : ""))
}

// The page without a connection, with one of its notices shown.
async function ownPage(notice) {
  const answer = await (await caches.open(PAGES)).match(SITE.page)
  if (!answer) return Response.error()
  const html = (await answer.text()).replace(` ${notice} hidden>`, ` ${notice}>`)
  return new Response(html, { status: notice ? 503 : 200, headers: answer.headers })
}

// --- what is kept: one at a time, so that the index is right ---

let turn = Promise.resolve()
function inTurn(work) {
  turn = turn.then(work).catch(() => {}) // full, or the answer broke off
  return turn
}

const nameOf = ({ pathname, search }) => pathname + search

// Pages of another member, or of nobody, take the place of all that was kept.
async function keep(address, answer) {
  const member = answer.headers.get("X-Member")
  if (member === null || answer.redirected || answer.type === "opaqueredirect") return
  let index = await read()
  if (index.member !== member) {
    await empty()
    index = { member, pages: [] }
  }
  const [place, at] = (answer.headers.get("X-Keep") || "").split(" ")
  if (at || isGone(answer)) index.pages = index.pages.filter(page => !isSame(page, address, place))
  if (at && isPlain(address)) index.pages.unshift(await put(address, place, at, answer))
  await refreshOwnPage(index).catch(() => {})
  await write(index)
}

const isGone = ({ status }) => status >= 400 && status < 500

// The same page, or the same topic under its old title.
function isSame(page, address, place) {
  return page.address === nameOf(address) || (page.place === place && page.address.split("?")[0] !== address.pathname)
}

function isPlain({ searchParams }) { return Array.from(searchParams.keys()).every(name => name === "page" || name === "upto") }

function languageOf(html) { return (/<html lang="([\w-]+)"/.exec(html) || [])[1] || "en" }

async function put(address, place, at, answer) {
  const html = await answer.text()
  const bytes = new Blob([html]).size
  const name = nameOf(address)
  const [, title] = /<title>([^<]*?)(?: · Collective Brain)?<\/title>/.exec(html) || [null, name]
  await (await caches.open(PAGES)).put(name, new Response(html, { headers: headersOf(answer) }))
  return { address: name, place: place === "page" ? name : place, title, at, bytes, language: languageOf(html) }
}

function headersOf({ headers }) {
  const kept = new Headers(headers)
  for (const name of ["Content-Encoding", "Content-Length", "X-Member", "X-Keep"]) kept.delete(name)
  return kept
}

// The page without a connection, in the language in which one reads, and with one's own texts.
async function refreshOwnPage(index) {
  const { language } = index.pages[0] || {}
  if (index.language && (!language || index.language === language)) return
  const answer = await fetch(SITE.page, { cache: "no-cache" })
  if (!answer.ok || answer.headers.get("X-Member") !== index.member) return
  await (await caches.open(PAGES)).put(SITE.page, new Response(await answer.text(), { headers: headersOf(answer) }))
  index.language = language || "-"
}

async function read() {
  const kept = await (await caches.open(PAGES)).match(INDEX)
  return kept ? kept.json() : { member: "", pages: [] }
}

// Over the limits, the oldest go.
async function write(index) {
  index.pages = within(index.pages)
  const cache = await caches.open(PAGES)
  const names = index.pages.map(({ address }) => address).concat(INDEX, SITE.page)
  for (const request of await cache.keys()) if (!names.includes(nameOf(new URL(request.url)))) await cache.delete(request)
  await cache.put(INDEX, new Response(JSON.stringify(index), { headers: { "Content-Type": "application/json" } }))
}

function within(pages) {
  const topics = new Set()
  const others = new Set()
  let room = MOST_BYTES
  return pages.filter(({ place, bytes }) => {
    const kind = place.startsWith("topic:") ? topics : others
    if (kind.size === MOST && !kind.has(place)) return false
    kind.add(place)
    room -= bytes
    return room >= 0
  })
}

function empty() { return caches.delete(PAGES) }
