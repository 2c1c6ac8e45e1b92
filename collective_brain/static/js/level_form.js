// Saves the form of a notification level when another level is chosen, without a new page.

export function saveLevel(form) {
  const status = form.querySelector("[data-saved]")
  const button = form.querySelector("button")
  send(form).then(
    ({ level_name }) => {
      const menu = form.closest("details")
      menu.querySelector("[data-level-name]").textContent = level_name
      status.textContent = form.dataset.savedText
      button.hidden = true
    },
    () => {
      status.textContent = form.dataset.failedText
      button.hidden = false
    },
  )
}

// A refusal or a sign-in page is not JSON, so it counts as a failure.
function send(form) {
  return fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: "application/json" },
  }).then(answer => (answer.ok ? answer.json() : Promise.reject(answer)))
}
