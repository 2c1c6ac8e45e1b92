// Completion in a <post-composer>: members after @letters, topics after #words. The composer loads
// it at the first @ or #.
import { Combobox } from "./combobox.js"
import { insert } from "./toolbar.js"

const MEMBER = /(?:^|[\s([{"'«“>*_~,;:!?])(@[\p{L}\p{N}._-]{1,30})$/u
const TOPIC = /(?:^|[\s([{"'«“])(#\p{L}[^\n#]{1,40})$/u
const LEAST_HEIGHT = 240 // px of the list
const MIRRORED = [
  "font",
  "letterSpacing",
  "lineHeight",
  "padding",
  "border",
  "boxSizing",
  "direction",
]

// Whether text after `before` would be code.
export function isCode(before) {
  const fences = (before.match(/^[ \t]*(```|~~~)/gm) || []).length
  const lastLine = before.slice(before.lastIndexOf("\n") + 1)
  const backticks = (lastLine.match(/`/g) || []).length
  return fences % 2 === 1 || backticks % 2 === 1
}

class Completion extends Combobox {
  constructor(composer) {
    super(composer.text, composer.querySelector("[role=listbox]"), {
      isEager: true,
      addressOf: () => this.suggestionsAddress(),
      choose: option => this.replaceWord(option.dataset.insert),
    })
    this.composer = composer
    this.dismissedStart = -1
    this.wordWithoutMatches = "\n" // no word contains a line break
    this.requestSoon()
  }

  // Returns {kind, word, start} of the word before the caret, or null.
  wordBeforeCaret() {
    const { selectionStart: caret, selectionEnd: end, value } = this.field
    const before = value.slice(0, caret)
    if (caret !== end || isCode(before)) return null
    const tail = before.slice(-60)
    const member = MEMBER.exec(tail)
    const match = member || TOPIC.exec(tail)
    if (!match) return null
    const kind = member ? "members" : "topics"
    return { kind, word: match[1], start: caret - match[1].length }
  }

  suggestionsAddress() {
    const typed = this.wordBeforeCaret()
    if (!typed || !typed.word.startsWith(this.wordWithoutMatches)) this.wordWithoutMatches = "\n"
    if (!typed || typed.start === this.dismissedStart) return ""
    if (typed.word.startsWith(this.wordWithoutMatches)) return ""
    const isMember = typed.kind === "members"
    if (isMember && !document.body.dataset.member) return ""
    const { members, topics } = this.composer.dataset
    const address = new URL(isMember ? members : topics, location.href)
    address.searchParams.set("q", typed.word.slice(1))
    address.searchParams.set("line", this.composer.target)
    this.requestedWord = typed.word
    return address.href
  }

  // Shows only an answer to the present word. A word without matches is not requested again when
  // more letters follow.
  open(html, sentence) {
    const typed = this.wordBeforeCaret()
    if (!typed || typed.word !== this.requestedWord) return
    if (!html) this.wordWithoutMatches = typed.word
    super.open(html, html ? sentence : "")
    if (html) this.placeList(typed.start)
  }

  pressKey(event) {
    const typed = event.key === "Escape" && !this.list.hidden && this.wordBeforeCaret()
    if (typed) this.dismissedStart = typed.start
    super.pressKey(event)
  }

  replaceWord(text) {
    const { start, word } = this.wordBeforeCaret()
    this.field.setSelectionRange(start, start + word.length)
    insert(this.field, () => text)
  }

  // Below the line of the word, or above it when there is more room: the keyboard of a phone covers
  // the bottom of the window.
  placeList(start) {
    const { field, list } = this
    const line = measureLineAt(field, start)
    const windowHeight = window.visualViewport ? visualViewport.height : innerHeight
    const above = field.getBoundingClientRect().top + line.top
    const below = windowHeight - above - line.height
    const isAbove = below < LEAST_HEIGHT && above > below
    const lineTop = field.offsetTop + line.top
    list.style.top = isAbove ? "auto" : `${lineTop + line.height}px`
    list.style.bottom = isAbove ? `${field.offsetParent.clientHeight - lineTop}px` : "auto"
    list.style.maxHeight = `${Math.max(88, (isAbove ? above : below) - 8)}px`
  }
}

// Returns {top, height} in px of the line with the character at `index`, from the top of the field.
function measureLineAt(field, index) {
  const mirror = document.createElement("div")
  const style = getComputedStyle(field)
  for (const name of MIRRORED) mirror.style[name] = style[name]
  Object.assign(mirror.style, {
    position: "absolute",
    visibility: "hidden",
    whiteSpace: "pre-wrap",
    overflowWrap: "break-word",
    width: style.width,
  })
  mirror.textContent = field.value.slice(0, index)
  const character = mirror.appendChild(document.createElement("span"))
  character.textContent = "@"
  document.body.append(mirror)
  const { offsetTop, offsetHeight } = character
  mirror.remove()
  const lowest = field.clientHeight - offsetHeight
  const top = Math.max(0, Math.min(offsetTop - field.scrollTop, lowest))
  return { top, height: offsetHeight }
}

export function completeIn(composer) {
  return new Completion(composer)
}
