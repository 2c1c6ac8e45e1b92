// Edits a message where it stands. What is typed is stored as on the page of the edit, which works
// without this script: typed_texts.js keeps it until it is saved, also without a connection.
import { MessageField } from "./message_field.js"
import { sendForm } from "./send_form.js"
import { loadText, removeSentText, storeText } from "./typed_texts.js"

// list: the <live-room>. link: the link to the page of the edit.
export async function editInPlace(list, item, link) {
  if (item.querySelector(".message__edit")) return
  const page = await loadEditPage(link.href)
  if (page) new EditForm(list, item, page)
  else location.assign(link.href)
}

// Returns the form of the page of the edit, or null.
async function loadEditPage(address) {
  try {
    const answer = await fetch(address)
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    return answer.ok ? page.querySelector("#composer") : null
  } catch (_error) {
    return null
  }
}

class EditForm {
  // page: the form of the page of the edit, with the text, its version and the token.
  constructor(list, item, page) {
    this.list = list
    this.item = item
    this.page = page
    this.action = new URL(page.getAttribute("action"), location.href).href
    this.place = page.dataset.target
    this.form = document
      .querySelector("template[data-edit-form]")
      .content.cloneNode(true).firstElementChild
    this.text = this.form.querySelector("textarea")
    const stored = loadText(this.place)
    this.text.value = stored ? stored.source : page.elements.source.value
    this.addListeners()
    this.show(true)
    new MessageField(this.form, null)
    this.text.focus()
  }

  addListeners() {
    this.form.addEventListener("submit", event => {
      event.preventDefault()
      this.save()
    })
    this.text.addEventListener("input", () => this.store())
    this.form.querySelector("[data-cancel]").addEventListener("click", () => this.cancel())
    this.form.addEventListener("keydown", event => {
      if (event.key === "Escape") this.cancel()
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.save()
    })
  }

  show(isShown) {
    this.item.querySelector(".prose").hidden = isShown
    if (isShown) this.item.append(this.form)
    else this.form.remove()
  }

  store() {
    const { version, language } = this.page.elements
    const fields = { source: this.text.value, version: version.value, language: language.value }
    storeText(this.place, { ...fields, sequence: 0, unsaved: true })
  }

  cancel() {
    storeText(this.place, null)
    this.show(false)
    this.item.tabIndex = -1
    this.item.focus({ preventScroll: true })
  }

  async save() {
    if (this.isBusy) return
    this.isBusy = true
    this.store()
    const body = new FormData(this.page)
    body.set("source", this.text.value)
    const answer = await sendForm({ action: this.action }, body)
    this.isBusy = false
    if (answer.status === 201) this.showSaved(answer)
    else this.refuse(answer)
  }

  showSaved(answer) {
    removeSentText(this.place, this.text.value)
    this.show(false)
    const item = this.list.showItem(answer)
    item.tabIndex = -1
    item.focus({ preventScroll: true })
  }

  refuse({ status, login, refused, version }) {
    if (status === 401) {
      location.assign(login)
      return
    }
    if (version) this.page.elements.version.value = version
    const notice = this.form.querySelector("[data-refused]")
    notice.textContent = refused || notice.dataset.refused
    notice.hidden = false
  }
}
