const ANSWER_TIMEOUT = 30000 // ms
const TYPED_BY = "typed_by:" // templates/_typed_by.html
const TOKEN_ADDRESS = "/accounts/token/"

// Sends a form and returns the JSON answer with its status (docs/protocol.md). Status 0: no answer.
// A page may be older than the sign-in. Then its token is renewed, and the form is sent again,
// unless another member is signed in: `isOtherMember`.
export async function sendForm({ action }, body, extraHeaders) {
  const answer = await post(action, body, extraHeaders)
  if (answer.status !== 403) return answer
  const { member, token } = await request(TOKEN_ADDRESS, { cache: "no-store" })
  const isOfMember = Array.from(body.keys()).some(name => name.startsWith(TYPED_BY))
  const isOtherMember = isOfMember && member && !body.has(TYPED_BY + member)
  if (isOtherMember) return { ...answer, isOtherMember }
  if (!token) return answer
  body.set("csrfmiddlewaretoken", token)
  return post(action, body, extraHeaders)
}

function post(action, body, extraHeaders) {
  const headers = Object.assign({ Accept: "application/json" }, extraHeaders)
  return request(action, { method: "POST", body, headers })
}

async function request(address, options) {
  const controller = new AbortController()
  const timeout = setTimeout(() => controller.abort(), ANSWER_TIMEOUT)
  try {
    const answer = await fetch(address, { ...options, signal: controller.signal })
    return Object.assign(await answer.json(), { status: answer.status })
  } catch (_error) {
    return { status: 0 }
  } finally {
    clearTimeout(timeout)
  }
}
