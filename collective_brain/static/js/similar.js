// Topics like a new one, under its title while that is typed. [data-similar] holds the address to ask, a sentence and a list.
const PAUSE = 300 // ms without a key before it asks

export function seekSimilar(title, box) {
  const said = box.querySelector("[role=status]")
  const list = box.querySelector("ul")
  let timer, asked, shown

  async function ask() {
    const typed = title.value.trim()
    if (typed === shown) return
    const address = new URL(box.dataset.similar, location.href)
    address.searchParams.set("title", typed)
    const { signal } = asked = new AbortController()
    const answer = await fetch(address.href, { signal, headers: { Accept: "application/json" } }).catch(() => null)
    if (!answer || !answer.ok) return
    const found = await answer.json()
    if (signal.aborted) return
    shown = typed
    list.innerHTML = found.html
    list.hidden = !found.html
    if (said.textContent !== found.said) said.textContent = found.said
  }

  function askSoon() {
    clearTimeout(timer)
    if (asked) asked.abort()
    timer = setTimeout(ask, PAUSE)
  }

  title.addEventListener("input", askSoon)
  askSoon()
}
