// Collapses texts of members that the reader blocked, when they arrive or change, and names none of
// them as typing. The server collapses the texts of the page. Only pages of readers who block
// somebody load this.
// template[data-blocked]: the numbers of the blocked members; its <details> goes around the text.
const template = document.querySelector("template[data-blocked]")
const blocked = new Set(template.dataset.blocked.trim().split(" "))
const list = document.querySelector("live-posts, live-room")

function isBlocked(item) {
  return blocked.has(item.dataset.author) && !/--removed/.test(item.className)
}

// A text that the reader has opened stays open when it changes.
function collapse(item, old) {
  if (!isBlocked(item) || item.querySelector(".blocked")) return
  const details = template.content.cloneNode(true).querySelector("details")
  const before = old && old.querySelector(".blocked")
  details.open = Boolean(before && before.open)
  details.lastChild.remove() // the mark where the text goes
  details.append(...item.childNodes)
  item.append(details)
}

function collapseWhatArrives() {
  const { putInOrder, addNewItem } = list
  list.putInOrder = (item, old, number) => {
    collapse(item, old)
    putInOrder.call(list, item, old, number)
  }
  // No sound, no announcement and no notification of the browser.
  list.addNewItem = (item, number) => {
    if (!isBlocked(item)) addNewItem.call(list, item, number)
  }
  for (const item of list.items()) collapse(item, null)
}

// typing_indicator.js gets the frame after this.
function hideTypists({ detail: frame }) {
  if (frame.type !== "typing") return
  const shown = frame.members.map(member => !blocked.has(String(member)))
  frame.count -= shown.filter(isShown => !isShown).length
  frame.members = frame.members.filter((_member, index) => shown[index])
  frame.names = frame.names.filter((_name, index) => shown[index])
}

document.addEventListener("live:frame", hideTypists, true)
customElements.whenDefined(list.localName).then(collapseWhatArrives)
