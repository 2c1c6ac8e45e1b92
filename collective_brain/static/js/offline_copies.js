// <offline-copies>: the pages that service_worker.js keeps, the newest first. A topic with several
// pages appears once.
import { formatMoment } from "./connection.js"
import "./outbox_list.js"

class OfflineCopies extends HTMLElement {
  async connectedCallback() {
    const { pages } = await this.loadIndex()
    const places = new Set()
    for (const page of pages) {
      if (!places.has(page.place)) this.addRow(page)
      places.add(page.place)
    }
    this.querySelector("p").hidden = pages.length > 0
  }

  // service_worker.js writes the index.
  async loadIndex() {
    try {
      const cache = await caches.open("pages")
      return await (await cache.match("/kept.json")).json()
    } catch (_error) {
      return { pages: [] }
    }
  }

  addRow({ address, title, at }) {
    const row = this.querySelector("template").content.cloneNode(true).firstElementChild
    const link = row.querySelector("a")
    link.href = address
    link.innerHTML = title // the content of <title>: text without elements
    row.querySelector("[data-at]").textContent = formatMoment(at)
    this.querySelector("ol").appendChild(row)
  }
}

customElements.define("offline-copies", OfflineCopies)
