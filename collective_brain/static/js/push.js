// The form that turns on push messages for this browser. The browser asks for permission only after
// the member has pressed the button. Without this script the page says that it cannot be done.
const form = document.querySelector("[data-push-key]")

if (form && isSupported()) {
  form.hidden = false
  document.querySelector("[data-push-unsupported]").hidden = true
  form.addEventListener("submit", event => {
    event.preventDefault()
    turnOn().catch(() => show("[data-push-failed]"))
  })
}

function isSupported() {
  return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window
}

async function turnOn() {
  if ((await Notification.requestPermission()) !== "granted") {
    show("[data-push-refused]")
    return
  }
  await navigator.serviceWorker.register("/sw.js")
  const { pushManager } = await navigator.serviceWorker.ready
  const { keys, endpoint } = (await subscribe(pushManager)).toJSON()
  for (const [name, value] of Object.entries({ endpoint, ...keys })) {
    if (form.elements[name]) form.elements[name].value = value
  }
  form.submit()
}

// An older subscription may have the key that the site had before.
async function subscribe(pushManager) {
  const old = await pushManager.getSubscription()
  if (old) await old.unsubscribe()
  const applicationServerKey = bytesOf(form.dataset.pushKey)
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
}

function bytesOf(text) {
  const characters = atob(text.replace(/-/g, "+").replace(/_/g, "/"))
  return Uint8Array.from(characters, character => character.charCodeAt(0))
}

function show(selector) {
  for (const notice of document.querySelectorAll("[data-push-refused], [data-push-failed]")) {
    notice.hidden = !notice.matches(selector)
  }
}
