// An upload that a closed or reloaded page has left unfinished. The browser stores where it goes on
// and how to recognize the file; the writer chooses the file again, because a page cannot keep it.
// The server deletes what is a day old. The button of the toolbar has the words: data-unfinished,
// data-go-on, data-give-up, data-other-file.
const KEY = "unfinished-upload"
const BEGINNING = 4096 // bytes
const TAB = "upload-tab" // in sessionStorage, which a reloaded page keeps
const QUIET = 60000 // ms, after which another tab has stopped

export async function remember(address, file) {
  const { name, size } = file
  store({ address, name, size, beginning: await checksum(file), at: Date.now(), tab: tabId() })
}

// Call it after each piece.
export function touch() {
  const upload = read()
  if (upload) store({ ...upload, at: Date.now() })
}

export function forget() {
  try {
    localStorage.removeItem(KEY)
  } catch {
    // nothing was stored
  }
}

// Offers to go on. head: asks the server about an address. goOn: takes {address, offset} and the
// file, or no file if all of it has come.
export async function offer(composer, { head, goOn }) {
  const upload = read()
  if (!upload || (upload.tab !== tabId() && Date.now() - upload.at < QUIET)) return
  const answer = await head(upload.address)
  if (!answer) return
  if (!answer.ok) {
    forget() // it is too old, or of another member
    return
  }
  const offset = Number(answer.headers.get("Upload-Offset"))
  showOffer(composer, upload, offset, file => goOn({ address: upload.address, offset }, file))
}

function showOffer(composer, upload, offset, resume) {
  const attachButton = composer.querySelector("[data-attach]")
  const { unfinished, goOn, giveUp } = attachButton.dataset
  const notice = document.createElement("div")
  const sentence = document.createElement("p")
  notice.className = "notice notice--quiet"
  notice.dataset.unfinishedUpload = ""
  notice.setAttribute("role", "status")
  const percent = Math.floor((100 * offset) / upload.size)
  sentence.textContent = fill(unfinished, upload.name).replace("{percent}", percent)
  const end = file => {
    notice.remove()
    resume(file)
  }
  notice.append(
    sentence,
    button(goOn, "button button--quiet", () => {
      if (offset === upload.size) end(upload)
      else chooseAgain(composer, upload, end)
    }),
    button(giveUp, "button button--text", () => {
      forget()
      notice.remove()
    }),
  )
  composer.text.before(notice)
}

function chooseAgain(composer, upload, end) {
  const attachButton = composer.querySelector("[data-attach]")
  const { accept, otherFile } = attachButton.dataset
  const field = document.createElement("input")
  field.type = "file"
  field.accept = accept
  field.addEventListener("change", async () => {
    const file = field.files[0]
    if (!file) return
    const { name, size, beginning } = upload
    const isSame = file.name === name && file.size === size && (await checksum(file)) === beginning
    composer.showRefusal(isSame ? "" : fill(otherFile, name))
    if (isSame) end(file)
  })
  field.click()
}

function button(words, className, act) {
  const element = document.createElement("button")
  element.type = "button"
  element.className = className
  element.textContent = words
  element.addEventListener("click", act)
  return element
}

function fill(words, name) {
  return words.replace("{name}", () => name)
}

// FNV-1a of the first bytes. Web Crypto needs HTTPS, and nobody gains by a collision.
async function checksum(file) {
  const bytes = await new Response(file.slice(0, BEGINNING)).arrayBuffer()
  let sum = 0x811c9dc5
  for (const byte of new Uint8Array(bytes)) sum = Math.imul(sum ^ byte, 0x01000193)
  return sum >>> 0
}

function tabId() {
  try {
    if (!sessionStorage.getItem(TAB)) sessionStorage.setItem(TAB, String(Math.random()))
    return sessionStorage.getItem(TAB)
  } catch {
    return ""
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY))
  } catch {
    return null
  }
}

function store(upload) {
  try {
    localStorage.setItem(KEY, JSON.stringify(upload))
  } catch {
    // no storage: an unfinished upload begins again
  }
}
