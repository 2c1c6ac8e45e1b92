// <passkey-form>: its form goes with a passkey of this device, made or shown after its button.
// The options of the ceremony stand in the element as JSON, or are asked for at the form's address.
// By hand, because parseCreationOptionsFromJSON is too new for most phones.
const toBytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), char => char.charCodeAt(0))
const toText = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")
const known = keys => (keys || []).map(key => ({ ...key, id: toBytes(key.id) }))

function readCreation({ publicKey }) {
  const { challenge, user, excludeCredentials } = publicKey
  return {
    ...publicKey,
    challenge: toBytes(challenge),
    user: { ...user, id: toBytes(user.id) },
    excludeCredentials: known(excludeCredentials),
  }
}

function readRequest({ publicKey }) {
  return { ...publicKey, challenge: toBytes(publicKey.challenge), allowCredentials: known(publicKey.allowCredentials) }
}

// Alone: the device keeps it with the account's name, and asks for finger, face or PIN.
function choose(publicKey, alone) {
  const selection = { ...publicKey.authenticatorSelection }
  selection.residentKey = alone ? "required" : "discouraged"
  selection.requireResidentKey = alone
  if (alone) selection.userVerification = "required"
  return { ...publicKey, authenticatorSelection: selection }
}

function written(credential) {
  const response = {}
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name])
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports()
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  })
}

class PasskeyForm extends HTMLElement {
  connectedCallback() {
    // A passkey belongs to a name: a site that is opened by its number has none.
    if (!window.PublicKeyCredential || /^[\d.]+$|^\[/.test(location.hostname)) return
    this.hidden = false
    for (const hint of document.querySelectorAll("[data-without-passkeys]")) hint.hidden = true
    this.form = this.querySelector("form")
    this.form.addEventListener("submit", this)
  }

  async handleEvent(event) {
    event.preventDefault()
    const failed = this.querySelector("[data-failed]")
    failed.hidden = true
    try {
      this.form.elements.credential.value = written(await this.ask(await this.options()))
      this.form.submit()
    } catch (error) {
      failed.hidden = false
    }
  }

  async options() {
    const here = this.querySelector("script")
    if (here) return JSON.parse(here.textContent)
    const answer = await fetch(this.form.action, { headers: { Accept: "application/json" } })
    return answer.json()
  }

  ask(options) {
    if (options.request_options) return navigator.credentials.get({ publicKey: readRequest(options.request_options) })
    const alone = this.form.elements.passwordless.checked
    return navigator.credentials.create({ publicKey: choose(readCreation(options.creation_options), alone) })
  }
}
customElements.define("passkey-form", PasskeyForm)
