const ANSWER_TIMEOUT = 30000 // ms

// Sends a form and returns the JSON answer with its status (docs/protocol.md). Status 0: no answer.
export async function sendForm({ action }, body, extraHeaders) {
  const controller = new AbortController()
  const timeout = setTimeout(() => controller.abort(), ANSWER_TIMEOUT)
  const headers = Object.assign({ Accept: "application/json" }, extraHeaders)
  try {
    const answer = await fetch(action, {
      method: "POST",
      body,
      headers,
      signal: controller.signal,
    })
    return Object.assign(await answer.json(), { status: answer.status })
  } catch (_error) {
    return { status: 0 }
  } finally {
    clearTimeout(timeout)
  }
}
