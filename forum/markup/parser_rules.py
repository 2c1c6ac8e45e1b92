"""What our Markdown reads differently from CommonMark, as rules of the parser."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, image
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def, footnote_ref

from forum.markup import cost_limits

_TASK = re.compile(r"\[([ xX])\](?=\s)")
# The plugin looks for the end of a label through the whole paragraph, at each "[^".
_FOOTNOTE = re.compile(r"\[\^[^\s\[\]]{1,60}\]")
_ALIGNED = re.compile("text-align:(left|center|right)")


def limit_nesting(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule that never matches: says no where the parser would drop the text, or read it too often."""
    cost_limits.check_depth(state.level)
    cost_limits.spend_budget(state.env, "blocks")
    if state.tokens and state.tokens[-1].type == "blockquote_open":
        cost_limits.spend_budget(state.env, "quoted", end - start)
    return False


def parse_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: a table, its cells counted before they are made."""
    if not table(state, start, end, True):
        return False
    if silent:
        return True
    rows = next((line for line in range(start, end) if state.isEmpty(line)), end) - start
    columns = (
        state.src[state.bMarks[start + 1] : state.eMarks[start + 1]].strip(" \t|").count("|") + 1
    )
    cost_limits.spend_budget(state.env, "cells", rows * columns)
    return table(state, start, end, False)


def parse_image(state: StateInline, silent: bool) -> bool:
    """Inline rule: an image that knows whether it stands inside a link; images in its label are counted."""
    read = image(state, silent)
    if read and not silent:
        # The label is parsed again, and inside it the label of the next.
        cost_limits.spend_budget(state.env, "looks", 2 * len(state.tokens[-1].content))
        state.tokens[-1].meta["linked"] = state.linkLevel > 0
    return read


def parse_footnote_reference(state: StateInline, silent: bool) -> bool:
    """Inline rule: the mark of a footnote."""
    return bool(_FOOTNOTE.match(state.src, state.pos)) and footnote_ref(state, silent)


def parse_footnote_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: the text of a footnote."""
    begins = state.bMarks[start] + state.tShift[start]
    return bool(_FOOTNOTE.match(state.src, begins)) and footnote_def(state, start, end, silent)


def adapt_blocks(state: StateCore) -> None:
    """Core rule: headings begin at h3 and skip no level, tables are aligned by class, tasks get a text mark."""
    level = 2
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open":
            level = min(int(token.tag[1]) + 2, level + 1, 6)
            token.tag = f"h{level}"
        elif token.type == "heading_close":
            token.tag = f"h{level}"
        elif aligned := _ALIGNED.match(str(token.attrs.pop("style", ""))):
            token.attrs["class"] = f"align-{aligned[1]}"
        elif (
            token.type == "inline"
            and index > 1
            and state.tokens[index - 2].type == "list_item_open"
        ):
            _mark_task(token)


def enable_footnotes(md: MarkdownIt) -> None:
    """Footnotes without the inline kind, which parses its text again at each level."""
    md.use(footnote_plugin, inline=False)
    md.block.ruler.at(
        "footnote_def", parse_footnote_definition, {"alt": ["paragraph", "reference"]}
    )
    md.inline.ruler.at("footnote_ref", parse_footnote_reference)


def _mark_task(inline: Token) -> None:
    first = (inline.children or [inline])[0]
    if first.type == "text" and inline.content[3:].strip() and (task := _TASK.match(first.content)):
        first.content = ("☐" if task[1] == " " else "☑") + first.content[task.end() :]
