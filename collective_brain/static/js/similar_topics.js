// Lists topics that are similar to a new one, under the field of its title. [data-similar] is the
// address that finds them; the element contains a sentence and a list.
const REQUEST_AFTER = 300 // ms without a key

export function listSimilarTopics(title, container) {
  const status = container.querySelector("[role=status]")
  const list = container.querySelector("ul")
  let timer
  let controller
  let shownTitle

  async function request() {
    const typed = title.value.trim()
    if (typed === shownTitle) return
    const address = new URL(container.dataset.similar, location.href)
    address.searchParams.set("title", typed)
    controller = new AbortController()
    const { signal } = controller
    const options = { signal, headers: { Accept: "application/json" } }
    const readAnswer = answer => (answer.ok ? answer.json() : null)
    const similar = await fetch(address.href, options)
      .then(readAnswer)
      .catch(() => null)
    if (!similar || signal.aborted) return
    const { html, said } = similar
    shownTitle = typed
    list.innerHTML = html
    list.hidden = !html
    if (status.textContent !== said) status.textContent = said
  }

  function requestSoon() {
    clearTimeout(timer)
    if (controller) controller.abort()
    timer = setTimeout(request, REQUEST_AFTER)
  }

  title.addEventListener("input", requestSoon)
  requestSoon()
}
