import { LiveElement, refill } from "./live.js";

// <live-list lines="theme:2">: when something changed, takes its rows from its page anew.
class LiveList extends LiveElement {
  get soon() { return 2000 }

  async ask() {
    const answer = await fetch(location.href).catch(() => ({}))
    if (!answer.ok) return
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const place = Array.from(document.querySelectorAll("live-list")).indexOf(this)
    const fresh = page.querySelectorAll("live-list")[place]
    if (fresh) refill(this, () => { this.innerHTML = fresh.innerHTML })
  }
}

customElements.define("live-list", LiveList)
