// <live-list data-stream="theme:2">: takes its rows from a fresh copy of the page after a change.
import { LiveElement, replaceKeepingFocus } from "./live.js"

class LiveList extends LiveElement {
  get pollDelay() {
    return 2000
  }

  async poll() {
    const answer = await fetch(location.href).catch(() => ({}))
    if (!answer.ok) return
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const index = Array.from(document.querySelectorAll("live-list")).indexOf(this)
    const fresh = page.querySelectorAll("live-list")[index]
    if (!fresh) return
    replaceKeepingFocus(this, () => {
      this.innerHTML = fresh.innerHTML
    })
  }
}

customElements.define("live-list", LiveList)
