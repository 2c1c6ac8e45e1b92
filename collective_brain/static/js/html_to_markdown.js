// Converts the HTML of a contribution to Markdown, for quotations. It knows what forum/markup
// allows.
const DELIMITERS = { STRONG: "**", B: "**", EM: "*", I: "*", DEL: "~~", S: "~~", CODE: "`" }

export function toMarkdown(nodes) {
  return convertAll(nodes)
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
}

function convertAll(nodes) {
  return Array.from(nodes, convert).join("")
}

function convert(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ")
  const { tagName, childNodes } = node
  const text = tagName === "PRE" ? node.textContent : convertAll(childNodes)
  const delimiter = DELIMITERS[tagName]
  if (delimiter && text.trim()) return delimiter + text + delimiter
  if (tagName === "A") return link(node, text)
  if (tagName === "BR") return "\n"
  if (tagName === "PRE") return block("```\n" + text.replace(/\n$/, "") + "\n```")
  if (tagName === "BLOCKQUOTE") return block(text.trim().replace(/^/gm, "> "))
  if (tagName === "LI") return listItem(node, text)
  if (/^[UO]L$/.test(tagName) && node.closest("li")) return text
  if (/^H[1-6]$/.test(tagName)) return block("#".repeat(tagName[1]) + " " + text.trim())
  if (/^T[DH]$/.test(tagName)) return text.trim() + " | "
  if (tagName === "TR") return text.replace(/ \| $/, "") + "\n"
  return /^(P|UL|OL|TABLE|HR|DIV|SECTION)$/.test(tagName) ? block(text) : text
}

function block(text) {
  return `\n\n${text}\n\n`
}

// Bare addresses, mentions and topic numbers become links without Markdown.
function link(node, text) {
  const address = node.getAttribute("href")
  const isBare = text === address || /^[@#]/.test(text)
  return isBare ? text : `[${text}](${address})`
}

function listItem(node, text) {
  const list = node.parentNode
  const index = Array.from(list.children).indexOf(node)
  const marker = list.tagName === "OL" ? (list.start || 1) + index + ". " : "- "
  return "\n" + marker + text.trim().replace(/\n/g, "\n" + " ".repeat(marker.length))
}
