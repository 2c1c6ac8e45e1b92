// The text field of a chat room: it grows with its text, and Enter sends. On a touch screen, and
// for members who chose it in the menu of the room, Enter begins a new line; Ctrl+Enter always sends.
import { readStored, writeStored } from "./typed_texts.js"

const ENTER_IN_COMPOSITION = 229 // keyCode in browsers that do not set isComposing in time

export class MessageField {
  // composer: the <post-composer>. button: turns Enter on and off.
  constructor(composer, button) {
    this.composer = composer
    this.text = composer.querySelector("textarea")
    this.button = button
    for (const type of ["input", "change", "focus"]) {
      this.text.addEventListener(type, () => this.fit())
    }
    // On the composer, because the list of suggestions takes the Enter that chooses from it.
    composer.addEventListener("keydown", event => this.pressKey(event))
    const chosen = readStored("enter") // "send" or "new line"
    this.setEnterSends(chosen ? chosen === "send" : matchMedia("(pointer: fine)").matches)
    if (button) {
      button.disabled = false
      button.addEventListener("click", () => this.toggleEnter())
    }
    this.fit()
  }

  fit() {
    this.text.style.height = "auto"
    const border = this.text.offsetHeight - this.text.clientHeight
    this.text.style.height = `${this.text.scrollHeight + border}px`
  }

  toggleEnter() {
    this.setEnterSends(!this.enterSends)
    writeStored("enter", this.enterSends ? "send" : "new line")
  }

  setEnterSends(enterSends) {
    this.enterSends = enterSends
    if (this.button) this.button.setAttribute("aria-pressed", enterSends)
    this.text.setAttribute("enterkeyhint", enterSends ? "send" : "enter")
  }

  pressKey(event) {
    if (event.target !== this.text) return
    const isComposing = event.isComposing || event.keyCode === ENTER_IN_COMPOSITION
    if (event.key !== "Enter" || isComposing || event.defaultPrevented || !this.enterSends) return
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    this.composer.querySelector("button:not([type=button])").click()
  }
}
