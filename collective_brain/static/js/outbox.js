// What waits to be sent: one sender over all tabs, in order within a line, each once (docs/protocol.md, The outbox).
// Tells every tab by `outbox:changed`, and `outbox:sent` with {line, nonce, answer}; this one by `outbox:refused`, too.
import { ask, notice } from "./link.js";
import { send } from "./send.js";
import { all, alone, put, remove } from "./store.js";

const ASK_AFTER = 7 * 24 * 3600000 // ms; an older text is sent when its author says so
const PAUSES = [5000, 15000, 45000, 120000, 300000] // ms between two tries without an answer
const TOKEN = "/accounts/token/"

const me = document.body.dataset.member || ""
const tabs = window.BroadcastChannel ? new BroadcastChannel("outbox") : { postMessage() {} }
tabs.onmessage = ({ data: [name, detail] }) => tell(name, detail)

let token = pageToken()
let failures = 0
let timer = 0
let running = null
let wanted = false
export let onItsWay = 0 // the text that is being sent by this tab

// Takes over {line, action, fields} of a form, and sends it as soon as can be.
export async function keep({ line, action, fields }) {
  const nonce = fields.find(([name]) => name === "nonce")[1]
  const place = document.querySelector("h1")
  await put({ member: me, line, action, fields, nonce, page: location.pathname, place: place ? place.innerText : "", at: Date.now() })
  await changed()
  run()
}

export const mine = () => all(me)

export async function discard(text) {
  await remove(text.id)
  await changed()
}

export async function discardAll() {
  for (const text of await mine()) await remove(text.id)
  await changed()
}

// Its author says: send it now.
export async function again(text) {
  await put(Object.assign(text, { refused: "", until: 0, at: Date.now() }))
  await changed()
  await ask()
  run()
}

export const isOld = text => Date.now() - text.at > ASK_AFTER

export function run() {
  clearTimeout(timer)
  if (!me) return signIn()
  wanted = true
  if (!running) running = runAll()
  return running
}

async function runAll() {
  while (wanted) {
    wanted = false
    await alone(drain).catch(() => later(PAUSES[0]))
  }
  running = null
}

async function drain() {
  for (let text = await next(); text; text = await next()) {
    onItsWay = text.id
    tell("outbox:changed")
    const answer = await post(text)
    onItsWay = 0
    const goesOn = await settle(text, answer)
    await changed()
    if (!goesOn) return
  }
  failures = 0
}

// A line that has to wait keeps the others going.
async function next() {
  if ("offline" in document.body.dataset) return null // link:back comes
  const texts = await mine()
  const waits = text => !text.refused && !isOld(text)
  const paused = texts.filter(text => waits(text) && text.until > Date.now())
  if (paused.length) later(Math.min(...paused.map(({ until }) => until)) - Date.now())
  const lines = paused.map(({ line }) => line)
  return texts.find(text => waits(text) && !lines.includes(text.line))
}

async function post(text) {
  if (!token && !(await freshToken())) return { status: token === null ? 401 : 0 }
  const answer = await sendWith(text)
  if (answer.status !== 403) return answer
  if (!(await freshToken())) return { status: token === null ? 401 : 0 }
  return sendWith(text)
}

function sendWith({ action, fields }) {
  const body = new FormData()
  for (const [name, value] of fields.concat([["csrfmiddlewaretoken", token]])) body.append(name, value)
  return send({ action }, body, { "X-Kept-In-Browser": "1" })
}

// Whether to go on with the next.
async function settle(text, { status, refused, nonce, wait, login, ...item }) {
  if (status === 201) {
    await remove(text.id)
    tabs.postMessage(["outbox:sent", tell("outbox:sent", { line: text.line, nonce: text.nonce, answer: { nonce, ...item } })])
    return true
  }
  if (status === 401) return signIn(login)
  if (status === 0 || status >= 500) return noAnswer()
  if (status === 429) await put(Object.assign(text, { until: Date.now() + (wait || 60) * 1000 }))
  else await refuse(text, refused, nonce)
  return true
}

async function refuse(text, why, nonce) {
  if (nonce) text.fields = text.fields.map(([name, value]) => [name, name === "nonce" ? nonce : value])
  await put(Object.assign(text, { refused: why || "–", nonce: nonce || text.nonce }))
  tell("outbox:refused", text)
}

function noAnswer() {
  ask()
  later(PAUSES[Math.min(failures, PAUSES.length - 1)] * (0.8 + 0.4 * Math.random()))
  failures += 1
}

function later(wait) {
  clearTimeout(timer)
  timer = setTimeout(run, wait)
}

// Who is signed out, or somebody else, sends nothing.
function signIn(login) {
  if (count()) notice("sign-in", count(), login)
}

function count() {
  try {
    const keys = me ? ["waiting:" + me] : Object.keys(localStorage).filter(key => key.startsWith("waiting:"))
    return keys.reduce((sum, key) => sum + Number(localStorage.getItem(key)), 0)
  } catch (error) {
    return 0
  }
}

async function changed() {
  await mine() // and the flag with them
  tabs.postMessage(["outbox:changed"])
  tell("outbox:changed")
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }))
  return detail
}

// --- the token that protects forms: the page's own, unless the page is a saved copy ---

function pageToken() {
  const field = document.querySelector("[name=csrfmiddlewaretoken]")
  return document.querySelector("[data-saved]:not([hidden])") || !field ? "" : field.value
}

// "" when the site does not answer, null when it answers to another member or to nobody.
async function freshToken() {
  try {
    const answer = await fetch(TOKEN, { cache: "no-store" })
    const given = await answer.json()
    token = String(given.member) === me ? given.token : null
  } catch (error) {
    token = ""
  }
  return token
}
