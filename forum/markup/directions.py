"""Write each block of a text in the direction of its own first letter.

`dir="auto"` on the whole text sets an Arabic paragraph after an English one from left to right.
"""

import re
from collections.abc import Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_LETTER = re.compile(r"[^\W\d_]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_TAGS = frozenset(
    {"p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "th", "td"}
)


def set_directions(state: StateCore) -> None:
    """Core rule: set `dir` on blocks with another direction than the block around them.

    Only in texts with letters from right to left, because each attribute costs bytes.
    """
    if not _RIGHT_TO_LEFT.search(state.src):
        return
    direction_by_block = _first_directions(state.tokens)
    around = [""]  # the directions of the open blocks, the outermost one first
    for token in state.tokens:
        if token.nesting == 1:
            own = direction_by_block.get(id(token), "")
            may_have_attribute = token.tag in _TAGS and not token.type.startswith("footnote")
            if own and own != around[-1] and may_have_attribute:
                token.attrs["dir"] = own
                around.append(own)
            else:
                around.append(around[-1])
        elif token.nesting == -1:
            around.pop()


def _first_directions(tokens: Sequence[Token]) -> dict[int, str]:
    """The direction of the first letter in each block, by the id of its opening token."""
    directions: dict[int, str] = {}
    without_letters: list[int] = []  # the open blocks in which no letter was found yet
    open_blocks: list[int] = []
    for token in tokens:
        if token.nesting == 1:
            open_blocks.append(id(token))
            without_letters.append(id(token))
        elif token.nesting == -1:
            closed = open_blocks.pop()
            if without_letters and without_letters[-1] == closed:
                without_letters.pop()
        elif token.type == "inline" and (letter := _LETTER.search(token.content)):
            direction = "rtl" if _RIGHT_TO_LEFT.match(letter[0]) else "ltr"
            directions.update(dict.fromkeys(without_letters, direction))
            without_letters.clear()
    return directions
