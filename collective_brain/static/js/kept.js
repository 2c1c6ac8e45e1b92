// <kept-pages>: the pages that the worker keeps, the newest first; of a topic with several, the one seen last.
import { written } from "./link.js";
import "./waiting.js";

class KeptPages extends HTMLElement {
  async connectedCallback() {
    const { pages } = await this.index()
    const places = new Set()
    for (const page of pages) if (!places.has(page.place)) this.add(page, places.add(page.place))
    this.querySelector("p").hidden = pages.length > 0
  }

  // As worker.js writes it.
  async index() {
    try {
      const cache = await caches.open("pages")
      return await (await cache.match("/kept.json")).json()
    } catch (error) {
      return { pages: [] }
    }
  }

  add({ address, title, at }) {
    const row = this.querySelector("template").content.cloneNode(true).firstElementChild
    const link = row.querySelector("a")
    link.href = address
    link.innerHTML = title // as it stood in <title>: text only
    row.querySelector("[data-at]").textContent = written(at)
    this.querySelector("ol").appendChild(row)
  }
}

customElements.define("kept-pages", KeptPages)
