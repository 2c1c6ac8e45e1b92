const PATIENCE = 30000 // ms that an answer may take

// Sends a form as a script does (docs/protocol.md): {status, …answer}; status 0 when no answer of the site came.
export async function send({ action }, body, headers) {
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(), PATIENCE)
  const asked = { method: "POST", body, headers: Object.assign({ Accept: "application/json" }, headers), signal: giveUp.signal }
  try {
    const answer = await fetch(action, asked)
    return Object.assign(await answer.json(), { status: answer.status })
  } catch (error) {
    return { status: 0 }
  } finally {
    clearTimeout(timer)
  }
}
