// The one socket of a tab (docs/protocol.md), <live-bell> and <live-head>.
// A listener has `lines`, receive(frame), ask() for the time without sockets, and `marked` when its lines have marks.
import { localise } from "./page.js";

const ROUND = 25000 // ms between two heartbeats
const ANSWER = 10000 // ms that a sign of life may take
const POLL = 5000 // ms between two questions without sockets; what has no marks asks every sixth time
const ENDED = 4003

const listeners = new Set()
const language = document.body.dataset.language
export const between = (least, most) => least + Math.random() * (most - least)

let socket = null
let timer = 0 // of the next try, or of waiting for this one
let failures = 0
let heard = 0 // when the last frame came
let isEnded = false
let polling = 0

export function listen(listener) {
  listeners.add(listener)
  if (isOpen()) listener.lines.forEach(join)
  else if (!socket && listeners.size === 1) connectIn(0)
}

export function leave(listener) {
  listeners.delete(listener)
}

// Says something that matters now or not at all.
export function say(frame) { if (isOpen()) socket.send(JSON.stringify(frame)) }

export function deliver(frame) {
  for (const listener of listeners) if (listener.lines.includes(frame.line)) listener.receive(frame)
  document.dispatchEvent(new CustomEvent("live:frame", { detail: frame }))
}

function lines() { return new Set([].concat(...Array.from(listeners, listener => listener.lines))) }
function isOpen() { return socket !== null && socket.readyState === WebSocket.OPEN }

// With the mark that its page has: what was missed comes with the answer, when it is little.
function join(line) {
  const marked = Array.from(listeners).find(listener => listener.marked && listener.lines.includes(line))
  socket.send(JSON.stringify({ listen: line, language, since: marked ? marked.mark : 0 }))
}

function connectIn(wait) {
  clearTimeout(timer)
  if (!isEnded && listeners.size) timer = setTimeout(connect, wait)
}

function connect() {
  drop()
  const mine = new WebSocket(location.origin.replace("http", "ws") + document.body.dataset.socket)
  socket = mine
  expectAnswer()
  mine.onopen = () => lines().forEach(join)
  mine.onmessage = event => { if (mine === socket) take(JSON.parse(event.data)) }
  mine.onclose = event => { if (mine === socket) lost(event.code) }
}

function take(frame) {
  clearTimeout(timer)
  heard = Date.now()
  if (failures) dispatchEvent(new Event("link:ask"))
  failures = 0
  clearTimeout(polling)
  deliver(frame)
}

function lost(code) {
  drop()
  if (code === ENDED) {
    isEnded = true
    deliver({ type: "ended" })
  }
  failures += 1
  if (failures === 2) dispatchEvent(new Event("link:ask"))
  if (failures === 3 && !isEnded) poll(0)
  connectIn(between(1000, Math.min(30000, 1500 * 2 ** failures)))
}

function drop() {
  clearTimeout(timer)
  const old = socket
  socket = null
  if (old) old.close()
}

// A half-open socket looks like a quiet one.
function expectAnswer() {
  clearTimeout(timer)
  timer = setTimeout(() => lost(), ANSWER)
}

function checkLife() {
  if (!isOpen()) return connectIn(0)
  expectAnswer()
  join(Array.from(lines())[0])
}

function poll(round) {
  clearTimeout(polling)
  polling = setTimeout(poll, between(0.8, 1.2) * POLL, round + 1)
  if (document.hidden) return
  for (const listener of listeners) if (listener.marked || round % 6 === 0) listener.ask()
}

setInterval(() => {
  if (!isOpen()) return
  if (Date.now() - heard > 2 * ROUND) checkLife()
  else socket.send(JSON.stringify({ here: true }))
}, ROUND)
addEventListener("online", () => connectIn(0))
addEventListener("pagehide", drop) // else the page is not kept for the way back
addEventListener("pageshow", event => { if (event.persisted) connectIn(0) })
document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - heard > ROUND) checkLife() })

// Exchanges what `element` holds, and keeps the focus; `fill` returns what stands in its place, if not itself.
export function refill(element, fill) {
  const reachable = "a, button, summary"
  const place = Array.from(element.querySelectorAll(reachable)).indexOf(document.activeElement)
  const fresh = fill() || element
  localise(fresh)
  if (place < 0) return
  const next = fresh.querySelectorAll(reachable)[place] || fresh
  if (next === fresh) fresh.tabIndex = -1
  next.focus({ preventScroll: true })
}

export class LiveElement extends HTMLElement {
  get lines() { return (this.getAttribute("lines") || this.getAttribute("line")).split(" ") }
  connectedCallback() { listen(this) }
  disconnectedCallback() { leave(this) }
  ask() {}

  // Without marks, what was missed is unknown: ask after each reconnect.
  receive({ type }) {
    if (type === "nudge" || (type === "listening" && this.heard)) this.askIn(this.soon)
    this.heard = true
  }

  askIn(soon) {
    if (!this.asking) this.asking = setTimeout(() => { this.asking = 0; this.ask() }, between(soon, 2.5 * soon))
  }
}

// <live-bell line="member:8" count-url="…">: counts again.
class LiveBell extends LiveElement {
  get soon() { return 400 }

  async ask() {
    const answer = await fetch(this.getAttribute("count-url")).catch(() => ({}))
    if (!answer.ok) return
    const { unread, shown } = await answer.json()
    const count = this.querySelector("[data-count]")
    count.textContent = shown
    count.hidden = !unread
  }
}

// <live-head line="topic:17">: title and state.
class LiveHead extends LiveElement {
  receive({ type, mark, html, title }) {
    if (type !== "head" || mark < this.mark) return
    this.mark = mark
    if (html !== this.shown) refill(this, () => { this.innerHTML = html })
    this.shown = html
    document.title = title + (/ · [^·]*$/.exec(document.title) || [""])[0]
  }
}

customElements.define("live-bell", LiveBell)
customElements.define("live-head", LiveHead)
