// What stands in a post, as the Markdown that makes it: for quotations. Only what forum/markup lets through can come.
const AROUND = { STRONG: "**", B: "**", EM: "*", I: "*", DEL: "~~", S: "~~", CODE: "`" }

export function markdownOf(nodes) { return inside(nodes).replace(/[ \t]+$/gm, "").replace(/\n{3,}/g, "\n\n").trim() }

function inside(nodes) { return Array.from(nodes, made).join("") }

function made(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ")
  const { tagName, childNodes } = node
  const text = tagName === "PRE" ? node.textContent : inside(childNodes)
  if (AROUND[tagName] && text.trim()) return AROUND[tagName] + text + AROUND[tagName]
  if (tagName === "A") return link(node, text)
  if (tagName === "BR") return "\n"
  if (tagName === "PRE") return block("```\n" + text.replace(/\n$/, "") + "\n```")
  if (tagName === "BLOCKQUOTE") return block(text.trim().replace(/^/gm, "> "))
  if (tagName === "LI") return item(node, text)
  if (/^[UO]L$/.test(tagName) && node.closest("li")) return text
  if (/^H[1-6]$/.test(tagName)) return block("#".repeat(tagName[1]) + " " + text.trim())
  if (/^T[DH]$/.test(tagName)) return text.trim() + " | "
  if (tagName === "TR") return text.replace(/ \| $/, "") + "\n"
  return /^(P|UL|OL|TABLE|HR|DIV|SECTION)$/.test(tagName) ? block(text) : text
}

function block(text) { return `\n\n${text}\n\n` }

function link(node, text) {
  const address = node.getAttribute("href")
  const saysIt = text === address || /^[@#]/.test(text)
  return saysIt ? text : `[${text}](${address})`
}

function item(node, text) {
  const list = node.parentNode
  const number = list.tagName === "OL" ? (list.start || 1) + Array.from(list.children).indexOf(node) : 0
  const sign = number ? number + ". " : "- "
  return "\n" + sign + text.trim().replace(/\n/g, "\n" + " ".repeat(sign.length))
}
