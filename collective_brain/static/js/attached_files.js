// The files that the text of a composer shows, as a list below the text: small pictures, each with
// a field for its description. The text alone has the truth; the list follows it. The button of the
// toolbar has the words: data-attached, data-describe.
const FILES = /(!?)\[((?:\\.|[^\]\\])*)\]\((\/uploads\/([0-9a-f]{32})\/[^)\s]*)\)/g

export function followText(composer) {
  const show = () => showFiles(composer)
  composer.text.addEventListener("input", show)
  composer.text.addEventListener("change", show)
  show()
}

// Asks what a new picture shows.
export function askForDescription(composer, key) {
  const field = listOf(composer).querySelector(`[data-file="${key}"] input`)
  if (field) field.focus()
}

function showFiles(composer) {
  const list = listOf(composer)
  const files = filesIn(composer.text.value)
  const keys = files.map(({ key }) => key).join()
  if (list.dataset.keys === keys) return
  list.dataset.keys = keys
  list.hidden = !files.length
  while (list.firstChild) list.firstChild.remove()
  for (const file of files) list.append(itemOf(composer, file))
}

function filesIn(text) {
  const files = []
  for (let match = FILES.exec(text); match; match = FILES.exec(text)) {
    const [, mark, words, url, key] = match
    if (!files.some(file => file.key === key)) {
      files.push({ isPicture: mark === "!", words: words.replace(/\\(.)/g, "$1"), url, key })
    }
  }
  return files
}

function itemOf(composer, { isPicture, words, url, key }) {
  const item = document.createElement("li")
  item.dataset.file = key
  if (isPicture) {
    item.append(pictureOf(key), descriptionOf(composer, words, url))
  } else {
    const name = document.createElement("bdi")
    name.textContent = words
    item.append(name)
  }
  return item
}

function pictureOf(key) {
  const picture = new Image()
  picture.alt = ""
  picture.src = `/uploads/thumbnails/${key}.webp`
  return picture
}

// The field has no name: it is not sent with the form.
function descriptionOf(composer, words, url) {
  const label = document.createElement("label")
  const field = document.createElement("input")
  label.textContent = composer.querySelector("[data-attach]").dataset.describe
  field.maxLength = 300
  field.value = words
  field.addEventListener("input", event => {
    event.stopPropagation()
    describe(composer.text, field.value, url)
  })
  field.addEventListener("keydown", event => {
    if (event.key !== "Enter") return
    event.preventDefault() // it would send the form
    composer.text.focus()
  })
  label.append(field)
  return label
}

function describe(text, words, url) {
  const escaped = words.replace(/[\\[\]]/g, "\\$&")
  const replaceWords = (whole, mark, _old, address) =>
    mark && address === url ? `![${escaped}](${url})` : whole
  text.value = text.value.replace(FILES, replaceWords)
  text.dispatchEvent(new Event("input", { bubbles: true }))
}

function listOf(composer) {
  let list = composer.querySelector("[data-attached-files]")
  if (!list) {
    list = document.createElement("ul")
    list.className = "attached"
    list.dataset.attachedFiles = ""
    list.setAttribute("aria-label", composer.querySelector("[data-attach]").dataset.attached)
    composer.text.after(list)
  }
  return list
}
