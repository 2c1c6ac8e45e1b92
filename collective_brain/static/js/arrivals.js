// What happens in a room when a message arrives: it is read aloud, and it may make a sound and show
// a notification. The menu of the room chooses; sound and notification are off by default.
import { readStored, writeStored } from "./typed_texts.js"

const ANNOUNCE_EVERY = 5000 // ms between two announcements
const SOUND_EVERY = 3000 // ms between two sounds

export class Arrivals {
  // menu: [data-room-menu]. stream: a notification replaces the last one of the same stream.
  constructor(menu, stream) {
    this.menu = menu
    this.stream = stream
    this.announcer = new Announcer(document.querySelector("[data-announce]"))
    this.soundAt = 0
    this.connect("mute", isOn => this.announcer.setMuted(isOn))
    this.connect("sound", isOn => isOn && this.playSound())
    this.connect("notify", isOn => isOn && this.askForPermission())
  }

  // Each choice is a button that is pressed or not. It is disabled until now.
  connect(name, choose) {
    const button = this.menu && this.menu.querySelector(`[data-arrival=${name}]`)
    if (!button) return
    if (name === "mute") choose(!!readStored(name))
    button.setAttribute("aria-pressed", !!readStored(name))
    button.disabled = false
    button.addEventListener("click", () => {
      this.store(button, !readStored(name))
      choose(!!readStored(name))
    })
  }

  store(button, isOn) {
    writeStored(button.dataset.arrival, isOn)
    button.setAttribute("aria-pressed", isOn)
  }

  add(item) {
    this.announcer.announceSoon(item)
    if (!document.hidden && document.hasFocus()) return
    if (readStored("sound")) this.playSound()
    if (readStored("notify")) this.notify(item)
  }

  // Two short notes, without a request. A browser may refuse them until somebody presses a key.
  playSound() {
    const Context = window.AudioContext || window.webkitAudioContext
    if (!Context || Date.now() - this.soundAt < SOUND_EVERY) return
    this.soundAt = Date.now()
    this.audio = this.audio || new Context()
    const start = this.audio.currentTime
    for (const [delay, frequency] of [
      [0, 660],
      [0.12, 880],
    ]) {
      this.playNote(start + delay, frequency)
    }
  }

  playNote(start, frequency) {
    const note = this.audio.createOscillator()
    const volume = this.audio.createGain()
    note.frequency.value = frequency
    volume.gain.setValueAtTime(0.1, start)
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.12)
    note.connect(volume)
    volume.connect(this.audio.destination)
    note.start(start)
    note.stop(start + 0.12)
  }

  async askForPermission() {
    const button = this.menu.querySelector("[data-arrival=notify]")
    const answer = window.Notification ? await Notification.requestPermission() : "denied"
    if (answer === "granted") return
    this.store(button, false)
    const note = this.menu.querySelector("[data-denied]")
    note.hidden = false
  }

  notify(item) {
    if (!window.Notification || Notification.permission !== "granted") return
    const title = document.querySelector(".room-head h1").textContent.replace(/\s+/g, " ").trim()
    const options = { body: sentenceOf(item), tag: this.stream, data: location.pathname }
    try {
      const shown = new Notification(title, options)
      shown.onclick = () => window.focus()
    } catch (_error) {
      showByServiceWorker(title, options)
    }
  }
}

// Phones do not let a page show a notification.
function showByServiceWorker(title, options) {
  const { serviceWorker } = navigator
  if (!serviceWorker) return
  serviceWorker.ready
    .then(registration => registration.showNotification(title, options))
    .catch(() => {})
}

function sentenceOf(item) {
  const textOf = part => part.textContent.trim()
  return Array.from(item.querySelectorAll("[data-name], .prose"), textOf).join(": ")
}

// Announces new messages to screen readers: up to three in full, more as a number.
class Announcer {
  constructor(region) {
    this.region = region
    this.items = []
    this.lastAt = 0
  }

  setMuted(isMuted) {
    this.isMuted = isMuted
  }

  announceSoon(item) {
    if (!this.region || this.isMuted) return
    this.items.push(item)
    if (this.timer) return
    const delay = Math.max(1000, this.lastAt + ANNOUNCE_EVERY - Date.now())
    this.timer = setTimeout(() => this.announce(), delay)
  }

  announce() {
    const { many } = this.region.dataset
    const count = this.items.length
    const sentences = this.items.map(sentenceOf)
    this.region.textContent = many && count > 3 ? many.replace("{n}", count) : sentences.join("\n")
    this.items = []
    this.timer = 0
    this.lastAt = Date.now()
  }
}
