// Completion in a <post-composer>: @letters offers members, #words topics. Loaded at the first of these signs.
import { Combobox } from "./combobox.js";
import { insert } from "./writing.js";

const SIGNS = [["members", /(?:^|[\s([{"'«“>*_~,;:!?])(@[\p{L}\p{N}._-]{1,30})$/u], ["topics", /(?:^|[\s([{"'«“])(#\p{L}[^\n#]{1,40})$/u]]
const LEAST = 240 // px that the list wants

// Whether what follows `text` would be code.
export function isCode(text) {
  const fences = (text.match(/^[ \t]*(```|~~~)/gm) || []).length
  return fences % 2 === 1 || (text.slice(text.lastIndexOf("\n") + 1).match(/`/g) || []).length % 2 === 1
}

class Completion extends Combobox {
  constructor(composer) {
    const list = composer.querySelector("[role=listbox]")
    super(composer.text, list, { eager: true, address: () => this.where(), choose: option => this.put(option.dataset.insert) })
    Object.assign(this, { composer, dismissed: -1, vain: "\n" })
    this.askSoon()
  }

  // {kind, word, start} of what is typed before the caret; null for nothing to complete.
  typed() {
    const { selectionStart: caret, selectionEnd: end, value } = this.field
    const before = value.slice(0, caret)
    if (caret !== end || isCode(before)) return null
    for (const [kind, sign] of SIGNS) {
      const found = sign.exec(before.slice(-60))
      if (found) return { kind, word: found[1], start: caret - found[1].length }
    }
    return null
  }

  where() {
    const typed = this.typed()
    if (!typed || !typed.word.startsWith(this.vain)) this.vain = "\n"
    if (!typed || typed.start === this.dismissed || typed.word.startsWith(this.vain)) return ""
    if (typed.kind === "members" && !document.body.dataset.member) return ""
    const address = new URL(this.composer.dataset[typed.kind], location.href)
    address.searchParams.set("q", typed.word.slice(1))
    address.searchParams.set("line", this.composer.line)
    this.asking = typed
    return address.href
  }

  // Only what answers the word that stands there now; what began in vain is not asked again on a slow link.
  open(html, said) {
    const typed = this.typed()
    if (!typed || typed.word !== this.asking.word) return
    if (!html) this.vain = typed.word
    super.open(html, html ? said : "")
    if (html) this.place(typed.start)
  }

  press(event) {
    const typed = event.key === "Escape" && !this.list.hidden && this.typed()
    if (typed) this.dismissed = typed.start
    super.press(event)
  }

  put(text) {
    const { start, word } = this.typed()
    this.field.setSelectionRange(start, start + word.length)
    insert(this.field, () => text)
  }

  // At the line of the word, where there is room: under it, else above it (a phone's keyboard covers what is below).
  place(start) {
    const { field, list } = this
    const line = lineOf(field, start)
    const { top, height } = window.visualViewport ? { top: 0, height: visualViewport.height } : { top: 0, height: innerHeight }
    const at = field.getBoundingClientRect().top + line.top
    const below = top + height - at - line.height
    const above = at - top
    const isAbove = below < LEAST && above > below
    list.style.top = isAbove ? "auto" : `${field.offsetTop + line.top + line.height}px`
    list.style.bottom = isAbove ? `${field.offsetParent.clientHeight - field.offsetTop - line.top}px` : "auto"
    list.style.maxHeight = `${Math.max(88, (isAbove ? above : below) - 8)}px`
  }
}

// {top, height} in px of the line in which the character at `place` stands, from the top of the field.
function lineOf(field, place) {
  const mirror = document.createElement("div")
  const look = getComputedStyle(field)
  for (const name of ["font", "letterSpacing", "lineHeight", "padding", "border", "boxSizing", "direction"]) mirror.style[name] = look[name]
  Object.assign(mirror.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", width: look.width })
  mirror.textContent = field.value.slice(0, place)
  const mark = mirror.appendChild(document.createElement("span"))
  mark.textContent = "@"
  document.body.append(mirror)
  const { offsetTop, offsetHeight } = mark
  mirror.remove()
  return { top: Math.max(0, Math.min(offsetTop - field.scrollTop, field.clientHeight - offsetHeight)), height: offsetHeight }
}

export function completeIn(composer) { return new Completion(composer) }
