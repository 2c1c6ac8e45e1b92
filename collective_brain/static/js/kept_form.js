// Plain forms with data-kept, such as the profile: if the POST was cut, what was typed is there
// again on the next visit. page.js loads this module for such a form, and on the page after one.
// The nonce is stored, too: if only the answer was lost, the server stores the form once.
const TYPED = "input:not([type=hidden]):not([type=password]), [name=nonce], textarea, select"
const KEY = "sent-form" // page.js has it, too
const { member = "" } = document.body.dataset
const pageAddress = () => location.href.split("#")[0] // as a referrer has it

function typedFields(form) {
  return Array.from(form.querySelectorAll(TYPED))
}

// Only this tab has what was sent, and only until the site answers.
function store(form) {
  const values = typedFields(form).map(({ name, value, checked }) => [
    name,
    value,
    Boolean(checked),
  ])
  try {
    const sent = { member, action: form.action, page: pageAddress(), values }
    sessionStorage.setItem(KEY, JSON.stringify(sent))
  } catch (_error) {
    /* The browser forbids storage. */
  }
}

// Returns what was stored. Without a form for it, a later page may have one.
function take(forms) {
  try {
    const sent = JSON.parse(sessionStorage.getItem(KEY))
    // The site answers a POST with the next page: it has the text, or shows it again.
    const isAnswered = sent && document.referrer === sent.page
    const form = sent && forms.find(({ action }) => action === sent.action)
    if (isAnswered || form) sessionStorage.removeItem(KEY)
    return form && !isAnswered && sent.member === member ? [form, sent.values] : []
  } catch (_error) {
    return []
  }
}

function restore(form, values) {
  for (const field of typedFields(form)) {
    const isChoice = /checkbox|radio/.test(field.type)
    const stored = values.find(
      ([name, value]) => name === field.name && (!isChoice || value === field.value),
    )
    if (stored && isChoice) field.checked = stored[2]
    else if (stored) field.value = stored[1]
  }
  const details = form.closest("details")
  if (details) details.open = true
}

const forms = Array.from(document.querySelectorAll("form[data-kept]"))
const [form, values] = take(forms)
if (form) restore(form, values)
for (const form of forms) form.addEventListener("submit", () => store(form))
