// A plain form, such as the profile: what was typed is there again when its POST was cut.
const TYPED = "input:not([type=hidden]):not([type=password]), textarea, select"
const { member = "" } = document.body.dataset
const key = `form:${member}:${location.pathname}`
const form = document.querySelector("main form.form")

// [name, value, checked] of each field. Only this tab has them, and only until the site answers.
function store() {
  const fields = Array.from(form.querySelectorAll(TYPED))
  const values = fields.map(({ name, value, checked }) => [name, value, Boolean(checked)])
  try {
    sessionStorage.setItem(key, JSON.stringify(values))
  } catch (_error) {
    /* The browser forbids storage. */
  }
}

// Removes what was stored and returns it.
function take() {
  try {
    const values = JSON.parse(sessionStorage.getItem(key))
    sessionStorage.removeItem(key)
    return values || []
  } catch (_error) {
    return []
  }
}

function restore(values) {
  for (const field of form.querySelectorAll(TYPED)) {
    const isChoice = /checkbox|radio/.test(field.type)
    const stored = values.find(
      ([name, value]) => name === field.name && (!isChoice || value === field.value),
    )
    if (stored && isChoice) field.checked = stored[2]
    else if (stored) field.value = stored[1]
  }
}

// The site answers the POST of this page with this page: it has the text, or shows it again.
const isAnswer = document.referrer === location.href
const values = take()
if (!isAnswer) restore(values)
form.addEventListener("submit", store)
