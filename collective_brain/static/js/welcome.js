// The last page of sign-up: proposes a username from the name, and shows the groups of constituents
// only to constituents.
const form = document.querySelector("[data-username-url]")
const { name, handle, community } = form.elements
const side = form.querySelector("[data-field=side]")
let proposed = ""

function proposeUsername() {
  if (!name.value || (handle.value && handle.value !== proposed)) return
  fetch(`${form.dataset.usernameUrl}?name=${encodeURIComponent(name.value)}`)
    .then(answer => answer.json())
    .then(({ username }) => {
      if (!username || (handle.value && handle.value !== proposed)) return
      proposed = username
      handle.value = username
    })
    .catch(() => {})
}

function showSide() {
  side.hidden = community.value !== "constituent"
}

name.addEventListener("change", proposeUsername)
form.addEventListener("change", showSide)
showSide()
