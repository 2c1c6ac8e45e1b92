"""Parser rules: what our Markdown reads differently from CommonMark."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, image
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def, footnote_ref

from forum.markup.cost_limits import check_depth, spend_budget

_TASK = re.compile(r"\[([ xX])\](?=\s)")
# The plugin searches the whole paragraph for the end of a label, at each "[^".
_FOOTNOTE_LABEL = re.compile(r"\[\^[^\s\[\]]{1,60}\]")
_TEXT_ALIGN = re.compile("text-align:(left|center|right)")


def limit_nesting(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule that never matches. It raises Refused for nesting that is too deep.

    The parser would drop such a text or read its lines too often.
    """
    check_depth(state.level)
    spend_budget(state.env, "blocks")
    if state.tokens and state.tokens[-1].type == "blockquote_open":
        spend_budget(state.env, "quoted_lines", end - start)
    return False


def parse_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: parse a table, but count its cells first."""
    if not table(state, start, end, True):
        return False
    if silent:
        return True
    cells = _count_rows(state, start, end) * _count_columns(state, start + 1)
    spend_budget(state.env, "cells", cells)
    return table(state, start, end, False)


def parse_image(state: StateInline, silent: bool) -> bool:
    """Inline rule: parse an image and mark in `meta` whether it is inside a link."""
    is_image = image(state, silent)
    if is_image and not silent:
        token = state.tokens[-1]
        # The parser reads the label a second time, and so the label of each image in it.
        spend_budget(state.env, "lookaheads", 2 * len(token.content))
        token.meta["linked"] = state.linkLevel > 0
    return is_image


def count_line_breaks(state: StateInline, silent: bool) -> bool:
    """Inline rule that never matches. It raises Refused before a text of lines is parsed whole."""
    if not silent and state.src[state.pos] == "\n":
        spend_budget(state.env, "line_breaks")
    return False


def parse_footnote_reference(state: StateInline, silent: bool) -> bool:
    """Inline rule: parse the mark of a footnote if its label is short."""
    return bool(_FOOTNOTE_LABEL.match(state.src, state.pos)) and footnote_ref(state, silent)


def parse_footnote_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: parse the text of a footnote if its label is short."""
    line_start = state.bMarks[start] + state.tShift[start]
    has_label = bool(_FOOTNOTE_LABEL.match(state.src, line_start))
    return has_label and footnote_def(state, start, end, silent)


def adapt_blocks(state: StateCore) -> None:
    """Core rule: adapt heading levels, table alignment and task lists to our pages.

    Headings begin at h3, because h1 and h2 belong to the page. A heading is at most one level
    below the heading before it.
    """
    level = 2
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open":
            level = min(int(token.tag[1]) + 2, level + 1, 6)
            token.tag = f"h{level}"
        elif token.type == "heading_close":
            token.tag = f"h{level}"
        elif token.type == "inline" and _begins_list_item(state.tokens, index):
            _replace_task_box(token)
        else:
            _replace_alignment_style(token)


def enable_footnotes(parser: MarkdownIt) -> None:
    """Enable footnotes, but not inline ones: the plugin parses their text again at each level."""
    parser.use(footnote_plugin, inline=False)
    parser.block.ruler.at(
        "footnote_def", parse_footnote_definition, {"alt": ["paragraph", "reference"]}
    )
    parser.inline.ruler.at("footnote_ref", parse_footnote_reference)


def _count_rows(state: StateBlock, start: int, end: int) -> int:
    for line in range(start, end):
        if state.isEmpty(line):
            return line - start
    return end - start


def _count_columns(state: StateBlock, line: int) -> int:
    text = state.src[state.bMarks[line] : state.eMarks[line]]
    return text.strip(" \t|").count("|") + 1


def _begins_list_item(tokens: Sequence[Token], index: int) -> bool:
    return index > 1 and tokens[index - 2].type == "list_item_open"


def _replace_task_box(inline: Token) -> None:
    """Replace [ ] and [x] at the beginning of a list item by a text character."""
    has_words = bool(inline.content[3:].strip())
    if not inline.children or not has_words:
        return
    first = inline.children[0]
    box = _TASK.match(first.content) if first.type == "text" else None
    if box:
        mark = "☐" if box[1] == " " else "☑"
        first.content = mark + first.content[box.end() :]


def _replace_alignment_style(token: Token) -> None:
    """Replace the style attribute of a table cell by a class."""
    style = str(token.attrs.pop("style", ""))
    if match := _TEXT_ALIGN.match(style):
        token.attrs["class"] = f"align-{match[1]}"
