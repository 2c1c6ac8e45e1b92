// The outbox (docs/protocol.md): one tab sends, each text once, and the texts of a stream in order.
// Events on document, in all tabs: `outbox:changed`, and `outbox:sent` with {line, nonce, answer}.
// In this tab only: `outbox:refused` with the text.
import { checkConnection, showNotice } from "./connection.js"
import { deleteText, loadTexts, runExclusively, saveText } from "./outbox_storage.js"
import { sendForm } from "./send_form.js"

const MAX_AGE = 7 * 24 * 3600000 // ms; an older text is sent when its author asks for it
const PAUSES = [5000, 15000, 45000, 120000, 300000] // ms between two tries without an answer

const member = document.body.dataset.member || ""
const otherTabs = window.BroadcastChannel ? new BroadcastChannel("outbox") : { postMessage() {} }
otherTabs.onmessage = ({ data: [name, detail] }) => dispatch(name, detail)

let failures = 0
let timer = 0
let running = null
let mustRun = false
export let sendingId = 0 // the text that this tab sends now

export async function queueText({ line, action, fields }) {
  const [, nonce] = fields.find(([name]) => name === "nonce")
  const heading = document.querySelector("h1")
  await saveText({
    member,
    line,
    action,
    fields,
    nonce,
    page: location.pathname,
    place: heading ? heading.textContent.replace(/\s+/g, " ").trim() : "",
    at: Date.now(),
  })
  await announceChange()
  sendTexts()
}

export function loadOwnTexts() {
  return loadTexts(member)
}

export async function discardText(text) {
  await deleteText(text.id)
  await announceChange()
}

export async function discardAllTexts() {
  for (const text of await loadOwnTexts()) await deleteText(text.id)
  await announceChange()
}

// The author asks to send the text now.
export async function retryText(text) {
  await saveText(Object.assign(text, { refused: "", until: 0, at: Date.now() }))
  await announceChange()
  await checkConnection()
  sendTexts()
}

export function isTooOld(text) {
  return Date.now() - text.at > MAX_AGE
}

export function sendTexts() {
  clearTimeout(timer)
  if (!member) {
    askToSignIn()
    return null
  }
  mustRun = true
  if (!running) running = runUntilDone()
  return running
}

async function runUntilDone() {
  while (mustRun) {
    mustRun = false
    await runExclusively(sendAll).catch(() => sendTextsIn(PAUSES[0]))
  }
  running = null
}

async function sendAll() {
  for (let text = await nextText(); text; text = await nextText()) {
    sendingId = text.id
    dispatch("outbox:changed")
    const answer = await post(text)
    sendingId = 0
    const mayContinue = await applyAnswer(text, answer)
    await announceChange()
    if (!mayContinue) return
  }
  failures = 0
}

// A stream that has to wait does not delay the others.
async function nextText() {
  if ("offline" in document.body.dataset) return null // `connection:restored` starts again
  const isReady = text => !text.refused && !isTooOld(text)
  const texts = (await loadOwnTexts()).filter(isReady)
  const paused = texts.filter(text => text.until > Date.now())
  if (paused.length) {
    sendTextsIn(Math.min(...paused.map(({ until }) => until)) - Date.now())
  }
  const pausedStreams = paused.map(({ line }) => line)
  return texts.find(text => !pausedStreams.includes(text.line))
}

// Another member may have signed in since: the server then refuses the text.
function post({ action, fields }) {
  const body = new FormData()
  for (const [name, value] of fields) body.append(name, value)
  body.append("typed_by:" + member, "")
  return sendForm({ action }, body, { "X-Kept-In-Browser": "1" })
}

// Returns whether the next text may be sent.
async function applyAnswer(text, { status, isOtherMember, refused, nonce, wait, login, ...item }) {
  if (status === 201) {
    await deleteText(text.id)
    const sent = { line: text.line, nonce: text.nonce, answer: { nonce, ...item } }
    dispatch("outbox:sent", sent)
    otherTabs.postMessage(["outbox:sent", sent])
    return true
  }
  if (status === 401 || isOtherMember) {
    askToSignIn(login)
    return false
  }
  if (status === 0) checkConnection()
  if (status === 0 || status >= 500) {
    retryIn(status === 503 && wait ? wait * 1000 : nextPause())
    return false
  }
  if (status === 429) {
    await saveText(Object.assign(text, { until: Date.now() + (wait || 60) * 1000 }))
  } else {
    await refuseText(text, refused, nonce)
  }
  return true
}

async function refuseText(text, reason, nonce) {
  if (nonce) {
    text.fields = text.fields.map(([name, value]) => [name, name === "nonce" ? nonce : value])
    text.nonce = nonce
  }
  text.refused = reason || "–"
  await saveText(text)
  dispatch("outbox:refused", text)
}

function nextPause() {
  failures += 1
  return PAUSES[Math.min(failures, PAUSES.length) - 1]
}

// Not all tabs of all members at the same time.
function retryIn(pause) {
  sendTextsIn(pause * (0.8 + 0.4 * Math.random()))
}

function sendTextsIn(delay) {
  clearTimeout(timer)
  timer = setTimeout(sendTexts, delay)
}

// Nothing is sent for a visitor or for another member.
function askToSignIn(login) {
  const count = storedCount()
  if (count) showNotice("sign-in", count, login)
}

// outbox_storage.js writes the counts.
function storedCount() {
  try {
    const keys = member
      ? ["waiting:" + member]
      : Object.keys(localStorage).filter(key => key.startsWith("waiting:"))
    return keys.reduce((sum, key) => sum + Number(localStorage.getItem(key)), 0)
  } catch (_error) {
    return 0
  }
}

async function announceChange() {
  await loadOwnTexts() // updates the stored count
  otherTabs.postMessage(["outbox:changed"])
  dispatch("outbox:changed")
}

function dispatch(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }))
}
