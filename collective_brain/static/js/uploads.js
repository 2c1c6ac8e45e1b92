// Uploads files into a text, in pieces (forum/uploads/resumable_views.py). A cut connection costs
// one piece: the script asks for the offset, and goes on from there. The button of the toolbar has
// the words: data-uploading, data-offline, data-uploaded.
import { askForDescription, followText } from "./attached_files.js"
import { insert } from "./toolbar.js"
import * as unfinished from "./unfinished_upload.js"

const PIECE = 256 * 1024 // bytes
const BEGIN = "/uploads/pieces/"
const FIRST_WAIT = 1000 // ms
const LONGEST_WAIT = 30000
const HEADERS = { Accept: "application/json", "Tus-Resumable": "1.0.0" }

// Files that are pasted into the text or dropped on it, and an upload that another page began.
export function listen(composer) {
  followText(composer)
  unfinished.offer(composer, {
    head: address => request(address, { method: "HEAD", headers: HEADERS }),
    goOn: (begun, file) => uploadInto(composer, file, begun),
  })
  composer.addEventListener("paste", event => take(composer, event, event.clipboardData))
  composer.addEventListener("dragover", event => event.preventDefault())
  composer.addEventListener("drop", event => take(composer, event, event.dataTransfer))
}

function take(composer, event, transfer) {
  const files = transfer ? Array.from(transfer.files) : []
  if (!files.length) return
  event.preventDefault()
  uploadFiles(composer, files)
}

export function chooseFiles(composer) {
  const field = document.createElement("input")
  field.type = "file"
  field.multiple = true
  field.accept = composer.querySelector("[data-attach]").dataset.accept
  field.addEventListener("change", () => uploadFiles(composer, field.files))
  field.click()
}

// One after the other: each file has the whole connection.
export async function uploadFiles(composer, files) {
  for (const file of files) await uploadInto(composer, file)
}

// begun: {address, offset} of an upload that another page began.
async function uploadInto(composer, file, begun) {
  const status = statusOf(composer)
  const show = (word, percent) => {
    status.textContent = fill(composer, word, file, percent)
  }
  const { markdown, page, refused } = await upload(composer, file, show, begun)
  composer.showRefusal(refused || "")
  status.textContent = markdown ? fill(composer, "uploaded", file) : ""
  unfinished.forget()
  if (!markdown) return
  const isTyping = document.activeElement === composer.text
  insertLine(composer.text, markdown)
  if (!isTyping) askForDescription(composer, page.split("/")[2])
}

async function upload(composer, file, show, begunBefore) {
  show("uploading", 0)
  const begun = begunBefore || (await begin(composer, file, () => show("offline")))
  if (!begun.address) return begun
  if (!begunBefore) await unfinished.remember(begun.address, file)
  let offset = begun.offset || 0
  let wait = FIRST_WAIT
  while (offset < file.size) {
    const answer = await sendPiece(begun.address, file, offset)
    if (answer.refused) return answer
    if (answer.offset === undefined) {
      show("offline")
      await connection(wait)
      wait = Math.min(2 * wait, LONGEST_WAIT)
      offset = await storedOffset(begun.address, offset)
    } else {
      wait = FIRST_WAIT
      offset = answer.offset
    }
    unfinished.touch()
    show("uploading", Math.round((100 * offset) / file.size))
  }
  return finish(begun.address, () => show("offline"))
}

async function begin(composer, file, showOffline) {
  const headers = {
    ...HEADERS,
    ...tokenOf(composer),
    "Upload-Length": String(file.size),
    "Upload-Metadata": `filename ${encode(file.name)}`,
  }
  const answer = await untilAnswered(BEGIN, { method: "POST", headers }, showOffline)
  if (answer.status === 201) return { address: answer.headers.get("Location") }
  return { refused: await reasonOf(answer, composer) }
}

// {offset} after the piece, {refused}, or {} without an answer.
async function sendPiece(address, file, offset) {
  const body = file.slice(offset, offset + PIECE)
  const type = "application/offset+octet-stream"
  const headers = { ...HEADERS, "Content-Type": type, "Upload-Offset": String(offset) }
  const answer = await request(address, { method: "PATCH", headers, body })
  if (!answer || answer.status >= 500) return {}
  if (answer.status === 204 || answer.status === 409) {
    return { offset: Number(answer.headers.get("Upload-Offset")) }
  }
  return { refused: await reasonOf(answer) }
}

// otherwise: the offset that the script knows, without an answer.
async function storedOffset(address, otherwise) {
  const answer = await request(address, { method: "HEAD", headers: HEADERS })
  return answer && answer.ok ? Number(answer.headers.get("Upload-Offset")) : otherwise
}

// {markdown} or {refused}. The file is checked now.
async function finish(address, showOffline) {
  const answer = await untilAnswered(address, { headers: HEADERS }, showOffline)
  if (answer.status !== 201) return { refused: await reasonOf(answer) }
  return answer.json()
}

async function untilAnswered(address, options, showOffline) {
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    const answer = await request(address, options)
    if (answer && answer.status < 500) return answer
    showOffline()
    await connection(wait)
  }
}

function request(address, options) {
  return fetch(address, { cache: "no-store", ...options }).catch(() => null)
}

// Waits until the browser is online again, or for a while: it may not know.
function connection(wait) {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer)
      removeEventListener("online", end)
      resolve()
    }
    const timer = setTimeout(end, wait)
    addEventListener("online", end)
  })
}

async function reasonOf(answer, composer) {
  const { refused } = await answer.json().catch(() => ({}))
  return refused || (composer ? composer.dataset.failed : `${answer.status}`)
}

function tokenOf({ form }) {
  const token = form.elements.csrfmiddlewaretoken
  return token ? { "X-CSRFToken": token.value } : {}
}

// Base64 of UTF-8, as the protocol wants it.
function encode(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

function fill(composer, word, { name }, percent) {
  const button = composer.querySelector("[data-attach]")
  const { uploading, uploaded, offline } = button.dataset
  const words = { uploading, uploaded, offline }
  return words[word].replace("{name}", name).replace("{percent}", percent)
}

// A line of its own, so that pictures do not stand in a sentence.
function insertLine(field, markdown) {
  const before = field.value.slice(0, field.selectionStart)
  const lineBreak = !before || before.endsWith("\n") ? "" : "\n\n"
  const text = `${lineBreak}${markdown}\n`
  insert(field, () => text, text.length)
}

function statusOf(composer) {
  let status = composer.querySelector("[data-upload-status]")
  if (!status) {
    status = document.createElement("p")
    status.className = "secondary-text"
    status.dataset.uploadStatus = ""
    status.setAttribute("role", "status")
    composer.text.before(status)
  }
  return status
}
