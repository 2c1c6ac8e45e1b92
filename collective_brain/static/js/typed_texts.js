// What people type and have not sent yet, in this browser. docs/protocol.md ("Typed texts") says
// whom a text belongs to. Keys are "text:<member>:<place>", without a member for visitors. A value
// is a list of [field, value], with "at": when it was typed, and for members "sequence": the draft
// on which it builds, and "unsaved": whether the server does not have it yet.
import { sendForm } from "./send_form.js"

const HANDED_OVER_WITHIN = 3600000 // ms after a visitor typed it
const STORED_FOR = 30 * 24 * 3600000 // ms
const SAVE_ADDRESS = "/drafts/save/"

const { member = "" } = document.body.dataset

// --- the storage of the browser ---

// Returns null without a value, and when the browser forbids storage.
export function readStored(key) {
  try {
    return JSON.parse(localStorage.getItem(key))
  } catch (_error) {
    return null
  }
}

// A false value removes the key. When the storage is full or forbidden, nothing is stored.
export function writeStored(key, value) {
  try {
    if (value) localStorage.setItem(key, JSON.stringify(value))
    else localStorage.removeItem(key)
  } catch (_error) {
    /* The page works without storage. */
  }
}

function storedKeys(prefix) {
  try {
    return Object.keys(localStorage).filter(key => key.startsWith(prefix))
  } catch (_error) {
    return []
  }
}

// --- texts ---

function keyOf(owner, place) {
  return `text:${owner}:${place}`
}

// Returns the fields by name, or null.
export function loadText(place) {
  return fieldsOf(keyOf(member, place))
}

// The stored string: it changes when another tab stores a text.
export function storedVersion(place) {
  return JSON.stringify(readStored(keyOf(member, place)))
}

// Without `fields`, nothing is stored any more.
export function storeText(place, fields) {
  storeFields(keyOf(member, place), fields && { ...fields, at: Date.now() })
}

// The same words may be stored for a visitor, too: their page was open when they signed in.
export function removeSentText(place, source) {
  storeText(place, null)
  for (const key of storedKeys("text:")) {
    const isOfPlace = key.slice(5).replace(/^\d*:/, "") === place
    if (isOfPlace && source && fieldsOf(key).source === source) writeStored(key, null)
  }
}

function fieldsOf(key) {
  const pairs = readStored(key)
  return pairs && objectOf(pairs)
}

// Object.fromEntries needs Chrome 73.
function objectOf(pairs) {
  const object = {}
  for (const [name, value] of pairs) object[name] = value
  return object
}

function storeFields(key, fields) {
  writeStored(key, fields && Object.entries(fields))
}

// --- signing in ---

// The service worker or the history of the browser had the page.
export function isOldPage() {
  const [entry = {}] = performance.getEntriesByType("navigation")
  const isCopy = document.documentElement.dataset.page === "copy"
  return isCopy || entry.type === "back_forward"
}

// Gives what a visitor typed to the member who signed in next.
export function handOverTexts() {
  if (!member || isOldPage()) return
  const last = readStored("signed-in") || { at: 0 }
  for (const key of storedKeys("text::")) {
    const text = fieldsOf(key)
    if (text.at > Math.max(last.at, Date.now() - HANDED_OVER_WITHIN)) {
      const ownKey = key.replace("text:", "text:" + member)
      storeFields(ownKey, joinTexts(fieldsOf(ownKey), text))
      writeStored(key, null)
    }
  }
  if (last.member !== member) writeStored("signed-in", { member, at: Date.now() })
  removeOldTexts()
}

// Both texts, the older one first, unless one contains the other.
export function joinTexts(older, newer) {
  if (!older || newer.source.includes(older.source)) {
    return { ...newer, sequence: (older || { sequence: 0 }).sequence, unsaved: true }
  }
  const isContained = older.source.includes(newer.source)
  const source = isContained ? older.source : `${older.source.trimEnd()}\n\n${newer.source}`
  return { ...newer, ...older, source, at: newer.at, unsaved: true }
}

function removeOldTexts() {
  for (const key of storedKeys("text:")) {
    if (fieldsOf(key).at < Date.now() - STORED_FOR) writeStored(key, null)
  }
}

// --- signing out ---

// Saves the texts of this member as drafts, and removes them from this browser. What the server
// does not take stays here: nobody else sees it. `signOutForm`: a FormData with the token.
export async function moveToServer(signOutForm) {
  const token = signOutForm.get("csrfmiddlewaretoken")
  const prefix = keyOf(member, "")
  await Promise.all(storedKeys(prefix).map(key => moveText(key, key.replace(prefix, ""), token)))
}

async function moveText(key, place, token) {
  const fields = fieldsOf(key)
  const isSaved = fields.unsaved === false || (await saveDraft({ ...fields, place }, token))
  if (isSaved) writeStored(key, null)
}

async function saveDraft(fields, token) {
  const body = new FormData()
  for (const name of Object.keys(fields)) body.append(name, fields[name])
  body.append("typed_by:" + member, "")
  body.append("csrfmiddlewaretoken", token)
  const { status } = await sendForm({ action: SAVE_ADDRESS }, body)
  return status === 200
}
