// Texts that wait, in IndexedDB; without it (a private window of an old browser) as long as the page is open.
// A text: {id, member, line, action, page, place, fields: [[name, value]], nonce, at}, and what the site said to it.
const DATABASE = "waiting"
const LEASE = 45000 // ms; longer than one answer may take
const inMemory = new Map()
let opened = null

export async function all(member) {
  const texts = await use("texts", "readonly", store => store.getAll(), () => Array.from(inMemory.values()))
  const mine = texts.filter(text => text.member === member)
  flag(member, mine.length)
  return mine
}

// Texts are numbered as they come: that is the order in which they are sent.
export async function put(text) {
  text.id = await use("texts", "readwrite", store => store.put(text), () => {
    const id = text.id || Date.now() + Math.random()
    inMemory.set(id, text)
    return id
  })
}

export function remove(id) {
  return use("texts", "readwrite", store => store.delete(id), () => inMemory.delete(id))
}

// Runs `work` in one tab at a time.
export async function alone(work) {
  if (navigator.locks) return navigator.locks.request(DATABASE, work)
  const me = String(Math.random())
  while (!(await lease(me))) await new Promise(later => setTimeout(later, 1000))
  const renewing = setInterval(() => lease(me), LEASE / 3)
  try {
    return await work()
  } finally {
    clearInterval(renewing)
    await use("lease", "readwrite", store => store.delete("sender"), () => 0)
  }
}

// Browsers without Web Locks: whoever holds the lease sends, and a closed tab's lease runs out.
async function lease(owner) {
  const database = await open()
  if (!database) return true
  return new Promise(resolve => {
    const transaction = database.transaction("lease", "readwrite")
    const store = transaction.objectStore("lease")
    const asked = store.get("sender")
    let mine = false
    asked.onsuccess = () => {
      const held = asked.result
      mine = !held || held.owner === owner || held.until < Date.now()
      if (mine) store.put({ name: "sender", owner, until: Date.now() + LEASE })
    }
    transaction.oncomplete = () => resolve(mine)
    transaction.onabort = () => resolve(false)
  })
}

// Other pages see without a database whether there is something to send.
function flag(member, count) {
  try {
    if (count) localStorage.setItem("waiting:" + member, count)
    else localStorage.removeItem("waiting:" + member)
  } catch (error) { /* forbidden */ }
}

async function use(name, mode, ask, otherwise) {
  const database = await open()
  if (!database) return otherwise()
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, { durability: "strict" })
    const asked = ask(transaction.objectStore(name))
    transaction.oncomplete = () => resolve(asked.result)
    transaction.onabort = () => reject(transaction.error)
  })
}

function open() {
  if (!opened) opened = new Promise(resolve => {
    if (!window.indexedDB) return resolve(null)
    const asked = indexedDB.open(DATABASE, 1)
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("texts", { keyPath: "id", autoIncrement: true })
      asked.result.createObjectStore("lease", { keyPath: "name" })
    }
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => resolve(null)
  })
  return opened
}
