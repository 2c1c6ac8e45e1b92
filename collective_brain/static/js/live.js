// The web socket of a tab (docs/protocol.md), and the elements <live-bell> and <live-head>.
// A listener has `streams`, receive(frame), poll() for browsers without sockets, and `hasMarks`
// when its streams number their changes.
import { localizeTimes } from "./page.js"

const HEARTBEAT = 25000 // ms
const ANSWER_TIMEOUT = 10000 // ms
const POLL_EVERY = 5000 // ms without a socket; streams without marks are polled every sixth time
const ENDED = 4003 // close code: the session or the account has ended
const TOO_MANY_TABS = 4006 // close code: poll, and try again seldom

const listeners = new Set()
const language = document.body.dataset.language

export function randomBetween(least, most) {
  return least + Math.random() * (most - least)
}

let socket = null
let timer = 0 // of the next connection, or of the answer that this one waits for
let failures = 0
let lastFrameAt = 0
let isEnded = false
let pollTimer = 0

export function addListener(listener) {
  listeners.add(listener)
  if (isOpen()) listener.streams.forEach(subscribe)
  else if (!socket && listeners.size === 1) connectIn(0)
}

export function removeListener(listener) {
  listeners.delete(listener)
}

// Drops the frame when the socket is closed.
export function sendFrame(frame) {
  if (isOpen()) socket.send(JSON.stringify(frame))
}

export function deliver(frame) {
  for (const listener of listeners) {
    if (listener.streams.includes(frame.line)) listener.receive(frame)
  }
  document.dispatchEvent(new CustomEvent("live:frame", { detail: frame }))
}

function allStreams() {
  return new Set([].concat(...Array.from(listeners, listener => listener.streams)))
}

function isOpen() {
  return socket !== null && socket.readyState === WebSocket.OPEN
}

// `since` is the change mark of the page: the answer contains the missed changes when they are few.
function subscribe(stream) {
  const marked = Array.from(listeners).find(
    listener => listener.hasMarks && listener.streams.includes(stream),
  )
  socket.send(JSON.stringify({ listen: stream, language, since: marked ? marked.mark : 0 }))
}

function connectIn(delay) {
  clearTimeout(timer)
  if (!isEnded && listeners.size) timer = setTimeout(connect, delay)
}

function connect() {
  disconnect()
  const opened = new WebSocket(location.origin.replace("http", "ws") + document.body.dataset.socket)
  socket = opened
  expectAnswer()
  opened.onopen = () => allStreams().forEach(subscribe)
  opened.onmessage = event => {
    if (opened === socket) receiveFrame(JSON.parse(event.data))
  }
  opened.onclose = event => {
    if (opened === socket) reconnect(event.code)
  }
}

function receiveFrame(frame) {
  clearTimeout(timer)
  lastFrameAt = Date.now()
  if (failures) dispatchEvent(new Event("connection:check"))
  failures = 0
  clearTimeout(pollTimer)
  deliver(frame)
}

function reconnect(code) {
  disconnect()
  if (code === ENDED) {
    setTimeout(checkSession, randomBetween(500, 2000))
    return
  }
  if (code === TOO_MANY_TABS) {
    poll(0)
    connectIn(randomBetween(60000, 120000))
    return
  }
  retry()
}

// After a new password the browser has a new session of the same member. So ask before saying
// "signed out".
async function checkSession() {
  if (await isSignedIn()) {
    retry()
    return
  }
  disconnect()
  isEnded = true
  deliver({ type: "ended" })
}

async function isSignedIn() {
  try {
    const answer = await fetch("/accounts/token/", { cache: "no-store" })
    return String((await answer.json()).member) === document.body.dataset.member
  } catch (_error) {
    return false
  }
}

function retry() {
  failures += 1
  if (failures === 2) dispatchEvent(new Event("connection:check"))
  if (failures === 3 && !isEnded) poll(0)
  connectIn(randomBetween(1000, Math.min(30000, 1500 * 2 ** failures)))
}

function disconnect() {
  clearTimeout(timer)
  const old = socket
  socket = null
  if (old) old.close()
}

// A half-open socket looks like a quiet one: without an answer, connect again.
function expectAnswer() {
  clearTimeout(timer)
  timer = setTimeout(() => reconnect(), ANSWER_TIMEOUT)
}

function checkSocket() {
  if (!isOpen()) {
    connectIn(0)
    return
  }
  expectAnswer()
  subscribe(Array.from(allStreams())[0])
}

function poll(round) {
  clearTimeout(pollTimer)
  pollTimer = setTimeout(poll, randomBetween(0.8, 1.2) * POLL_EVERY, round + 1)
  if (document.hidden) return
  for (const listener of listeners) {
    if (listener.hasMarks || round % 6 === 0) listener.poll()
  }
}

function sendHeartbeat() {
  if (!isOpen()) return
  if (Date.now() - lastFrameAt > 2 * HEARTBEAT) checkSocket()
  else sendFrame({ here: true })
}

setInterval(sendHeartbeat, HEARTBEAT)
addEventListener("online", () => connectIn(0))
addEventListener("pagehide", disconnect) // with an open socket, Back would load the page again
addEventListener("pageshow", event => {
  if (event.persisted) connectIn(0)
})
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && Date.now() - lastFrameAt > HEARTBEAT) checkSocket()
})

// --- server HTML in the page ---

export function elementFrom(html) {
  const template = document.createElement("template")
  template.innerHTML = html
  return template.content.firstElementChild
}

// Calls `replace`, which changes the content of `element` or returns a new element, and keeps the
// focus on the same link or button.
export function replaceKeepingFocus(element, replace) {
  const focusable = "a, button, summary"
  const index = Array.from(element.querySelectorAll(focusable)).indexOf(document.activeElement)
  const replaced = replace() || element
  localizeTimes(replaced)
  if (index < 0) return
  const next = replaced.querySelectorAll(focusable)[index] || replaced
  if (next === replaced) replaced.tabIndex = -1
  next.focus({ preventScroll: true })
}

// An element that subscribes to the streams in data-stream. A subclass without marks has
// `pollDelay` (ms) and polls after each reconnection, because it cannot know what it missed.
export class LiveElement extends HTMLElement {
  get streams() {
    return this.dataset.stream.split(" ")
  }

  connectedCallback() {
    addListener(this)
  }

  disconnectedCallback() {
    removeListener(this)
  }

  poll() {}

  receive({ type }) {
    if (type === "nudge" || (type === "listening" && this.hasReceived)) this.pollSoon()
    this.hasReceived = true
  }

  pollSoon() {
    if (this.pollTimer) return
    const { pollDelay } = this
    this.pollTimer = setTimeout(
      () => {
        this.pollTimer = 0
        this.poll()
      },
      randomBetween(pollDelay, 2.5 * pollDelay),
    )
  }
}

// <live-bell data-stream="member:8" data-count-url="…">: the number of unread notifications.
class LiveBell extends LiveElement {
  get pollDelay() {
    return 400
  }

  async poll() {
    const answer = await fetch(this.dataset.countUrl).catch(() => ({}))
    if (!answer.ok) return
    const { unread, shown } = await answer.json()
    const count = this.querySelector("[data-count]")
    count.textContent = shown
    count.hidden = !unread
  }
}

// <live-head data-stream="topic:17">: title and state of a conversation.
class LiveHead extends LiveElement {
  receive({ type, mark, html, title }) {
    if (type !== "head" || mark < this.mark) return
    this.mark = mark
    if (html !== this.shownHtml) {
      replaceKeepingFocus(this, () => {
        this.innerHTML = html
      })
    }
    this.shownHtml = html
    document.title = title + (/ · [^·]*$/.exec(document.title) || [""])[0]
  }
}

customElements.define("live-bell", LiveBell)
customElements.define("live-head", LiveHead)
