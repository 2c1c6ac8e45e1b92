// Unsent texts, in IndexedDB. Without it (private windows of old browsers) they live as long as the
// page.
// A text: {id, member, line, action, page, place, fields: [[name, value]], nonce, at}, and the
// answers of the server: {refused, until}.
const DATABASE = "waiting"
const LEASE_TIME = 45000 // ms; longer than the timeout of an answer
const textsInMemory = new Map()
let opening = null

export async function loadTexts(member) {
  const texts = await runRequest(
    "texts",
    "readonly",
    store => store.getAll(),
    () => Array.from(textsInMemory.values()),
  )
  const own = texts.filter(text => text.member === member)
  storeCount(member, own.length)
  return own
}

// New texts get rising ids: the order in which they are sent.
export async function saveText(text) {
  text.id = await runRequest(
    "texts",
    "readwrite",
    store => store.put(text),
    () => {
      const id = text.id || Date.now() + Math.random()
      textsInMemory.set(id, text)
      return id
    },
  )
}

export function deleteText(id) {
  return runRequest(
    "texts",
    "readwrite",
    store => store.delete(id),
    () => textsInMemory.delete(id),
  )
}

// Runs `work` in one tab at a time.
export async function runExclusively(work) {
  if (navigator.locks) return navigator.locks.request(DATABASE, work)
  const owner = String(Math.random())
  while (!(await acquireLease(owner))) await new Promise(resolve => setTimeout(resolve, 1000))
  const renewal = setInterval(() => acquireLease(owner), LEASE_TIME / 3)
  try {
    return await work()
  } finally {
    clearInterval(renewal)
    await runRequest(
      "lease",
      "readwrite",
      store => store.delete("sender"),
      () => 0,
    )
  }
}

// For browsers without Web Locks. The lease of a closed tab expires.
async function acquireLease(owner) {
  const database = await openDatabase()
  if (!database) return true
  return new Promise(resolve => {
    const transaction = database.transaction("lease", "readwrite")
    const store = transaction.objectStore("lease")
    const request = store.get("sender")
    let isOwner = false
    request.onsuccess = () => {
      const lease = request.result
      isOwner = !lease || lease.owner === owner || lease.until < Date.now()
      if (isOwner) store.put({ name: "sender", owner, until: Date.now() + LEASE_TIME })
    }
    transaction.oncomplete = () => resolve(isOwner)
    transaction.onabort = () => resolve(false)
  })
}

// Other pages read the count without opening the database.
function storeCount(member, count) {
  try {
    if (count) localStorage.setItem("waiting:" + member, count)
    else localStorage.removeItem("waiting:" + member)
  } catch (_error) {
    /* The browser forbids storage. */
  }
}

async function runRequest(storeName, mode, makeRequest, withoutDatabase) {
  const database = await openDatabase()
  if (!database) return withoutDatabase()
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(storeName, mode, { durability: "strict" })
    const request = makeRequest(transaction.objectStore(storeName))
    transaction.oncomplete = () => resolve(request.result)
    transaction.onabort = () => reject(transaction.error)
  })
}

// Resolves to null without IndexedDB.
function openDatabase() {
  if (!opening) {
    opening = new Promise(resolve => {
      if (!window.indexedDB) {
        resolve(null)
        return
      }
      const request = indexedDB.open(DATABASE, 1)
      request.onupgradeneeded = () => {
        request.result.createObjectStore("texts", { keyPath: "id", autoIncrement: true })
        request.result.createObjectStore("lease", { keyPath: "name" })
      }
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => resolve(null)
    })
  }
  return opening
}
