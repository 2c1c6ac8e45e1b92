// A list that Back shows again is older than what its reader has read since. The read positions of
// this tab (posts.js) take the badges of such topics away.
export function hideReadBadges(badges) {
  for (const badge of badges) {
    const { unreadIn, last } = badge.dataset
    if (readNumber(unreadIn) < Number(last)) continue
    badge.hidden = true
    const row = badge.closest(".row--unread")
    if (row) row.classList.remove("row--unread")
  }
}

function readNumber(stream) {
  try {
    return Number(sessionStorage.getItem(`read:${stream}`))
  } catch (_error) {
    return 0
  }
}
