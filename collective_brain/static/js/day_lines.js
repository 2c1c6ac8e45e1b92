// The lines between the days of a room, in the time zone of the browser. The server writes those of
// the page; this module writes them again when messages are added.
import { localizeTimes } from "./page.js"

// list: a ContributionList (posts.js). A deleted message has no time and begins no day.
export function updateDayLines(list) {
  const template = document.querySelector("template[data-day-line]")
  if (template) list.keepScrollPosition(() => replaceLines(list, template))
}

function replaceLines(list, template) {
  for (const line of list.querySelectorAll(".day-line")) line.remove()
  let day = ""
  for (const item of list.items()) {
    const time = item.querySelector("time[datetime]")
    const next = time ? dayOf(new Date(time.dateTime)) : day
    if (next !== day) addLine(template, item, next)
    day = next
  }
}

// In the reader's own zone, such as "2026-11-30".
function dayOf(moment) {
  const padded = number => String(number).padStart(2, "0")
  const parts = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()]
  return parts.map(padded).join("-")
}

// Above the line of what is new, too.
function addLine(template, item, day) {
  const line = template.content.cloneNode(true).firstElementChild
  line.querySelector("time").dateTime = day
  localizeTimes(line)
  const before = item.previousElementSibling
  const isDivider = before && before.matches("[data-divider]")
  item.parentElement.insertBefore(line, isDivider ? before : item)
}
