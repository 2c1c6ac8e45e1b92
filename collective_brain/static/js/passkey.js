// <passkey-form>: the form sends a passkey of this device. Its button creates or uses one.
// The options of the ceremony are JSON in the element, or the form's address returns them.
// The conversions are here because most phones do not know parseCreationOptionsFromJSON.
const CREDENTIAL_FIELDS = [
  "clientDataJSON",
  "attestationObject",
  "authenticatorData",
  "signature",
  "userHandle",
]

function decode(text) {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/")
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0))
}

function encode(buffer) {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(buffer)))
  return base64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")
}

function decodeKeys(keys) {
  return (keys || []).map(key => ({ ...key, id: decode(key.id) }))
}

function creationOptions({ publicKey }) {
  const { challenge, user, excludeCredentials } = publicKey
  return {
    ...publicKey,
    challenge: decode(challenge),
    user: { ...user, id: decode(user.id) },
    excludeCredentials: decodeKeys(excludeCredentials),
  }
}

function requestOptions({ publicKey }) {
  const { challenge, allowCredentials } = publicKey
  return {
    ...publicKey,
    challenge: decode(challenge),
    allowCredentials: decodeKeys(allowCredentials),
  }
}

// A passkey that replaces the password is stored with the account's name, and the device asks for
// finger, face or PIN.
function withPasswordless(publicKey, isPasswordless) {
  const selection = { ...publicKey.authenticatorSelection }
  selection.residentKey = isPasswordless ? "required" : "discouraged"
  selection.requireResidentKey = isPasswordless
  if (isPasswordless) selection.userVerification = "required"
  return { ...publicKey, authenticatorSelection: selection }
}

function toJson(credential) {
  const response = {}
  for (const name of CREDENTIAL_FIELDS) {
    if (credential.response[name]) response[name] = encode(credential.response[name])
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports()
  return JSON.stringify({
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  })
}

class PasskeyForm extends HTMLElement {
  connectedCallback() {
    // A passkey belongs to a domain name. A site with a numeric address has none.
    const isNumeric = /^[\d.]+$|^\[/.test(location.hostname)
    if (!window.PublicKeyCredential || isNumeric) return
    this.hidden = false
    for (const hint of document.querySelectorAll("[data-without-passkeys]")) hint.hidden = true
    this.form = this.querySelector("form")
    this.form.addEventListener("submit", event => {
      event.preventDefault()
      this.submit()
    })
  }

  async submit() {
    const failed = this.querySelector("[data-failed]")
    failed.hidden = true
    try {
      const credential = await this.requestCredential(await this.loadOptions())
      this.form.elements.credential.value = toJson(credential)
      this.form.submit()
    } catch (_error) {
      failed.hidden = false
    }
  }

  async loadOptions() {
    const script = this.querySelector("script")
    if (script) return JSON.parse(script.textContent)
    const answer = await fetch(this.form.action, { headers: { Accept: "application/json" } })
    return answer.json()
  }

  requestCredential({ request_options, creation_options }) {
    if (request_options) {
      return navigator.credentials.get({ publicKey: requestOptions(request_options) })
    }
    const isPasswordless = this.form.elements.passwordless.checked
    const publicKey = withPasswordless(creationOptions(creation_options), isPasswordless)
    return navigator.credentials.create({ publicKey })
  }
}

customElements.define("passkey-form", PasskeyForm)
