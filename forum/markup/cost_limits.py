"""What a text may cost (decision 14): a text over a limit is refused with a sentence, and nothing is lost.

Every limit is counted, none is timed: the same text has the same answer on every machine.
"""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from markdown_it.token import Token

from collective_brain.errors import Refused

# Levels of lists and quotations; a quotation is one level, a list with its item is two.
MAX_DEPTH = 20
# Cells of all tables together. A row of one "|" makes a full row, so cells are counted in the source.
MAX_CELLS = 2_500
# Looks ahead for the end of a link (0.4 µs): a text of 3,000 links takes some 100,000, but an opening bracket
# that nothing closes looks as far as the paragraph goes.
MAX_LOOKS = 400_000
# Paragraphs, lists, headings and so on, also those that show nothing (definitions of links and footnotes).
MAX_BLOCKS = 6_000
# Lines inside quotations, once for each level: the parser reads a line again at every level (4 µs).
MAX_QUOTED = 60_000


class CostLimits(NamedTuple):
    """What one kind of text may have: characters of source, elements and bytes of HTML."""

    characters: int
    elements: int
    html_bytes: int


POST_LIMITS = CostLimits(characters=50_000, elements=3_000, html_bytes=200_000)
MESSAGE_LIMITS = CostLimits(characters=4_000, elements=200, html_bytes=20_000)


def check_length(source: str, limits: CostLimits) -> None:
    """Raise Refused when `source` has more characters than `limits` allow."""
    if len(source) > limits.characters:
        raise Refused(
            _(
                "This text has %(length)s characters. The limit is %(limit)s: please shorten or divide it."
            )
            % {"length": _number(len(source)), "limit": _number(limits.characters)}
        )


def check_element_count(tokens: Sequence[Token], limits: CostLimits) -> None:
    """Raise Refused when `tokens` would make more elements than `limits` allow, before they are made."""
    blocks = sum(token.nesting == 1 and not token.hidden for token in tokens)
    inline = sum(
        token.nesting == 1 or token.type.endswith("break")
        for block in tokens
        for token in block.children or ()
    )
    _refuse_elements(blocks + inline, limits)


def check_html_size(html: str, limits: CostLimits) -> None:
    """Raise Refused when `html` is more than bleach should read.

    Bleach costs about 45 µs an element and 10 µs an entity, the count under 2 ms for 500 kB.
    """
    _refuse_elements(html.count("<") - html.count("</"), limits)
    if len(html.encode()) + 5 * html.count("&") > limits.html_bytes:
        raise Refused(_("This text becomes too large a page. Please shorten or divide it."))


def new_budget() -> dict[str, int]:
    """What one parse may still spend; it travels in the parser's `env`."""
    return {"cells": MAX_CELLS, "looks": MAX_LOOKS, "quoted": MAX_QUOTED, "blocks": MAX_BLOCKS}


def spend_budget(env: MutableMapping[str, Any], what: str, amount: int = 1) -> None:
    """Take `amount` from the meter; raise Refused when it is used up."""
    env["meter"][what] -= amount
    if env["meter"][what] < 0:
        raise Refused(_SPENT[what]())


def check_depth(level: int) -> None:
    """Raise Refused where the parser would silently drop what is nested deeper."""
    if level > MAX_DEPTH:
        raise Refused(_too_deep())


def _refuse_elements(count: int, limits: CostLimits) -> None:
    if count > limits.elements:
        raise Refused(
            _(
                "This text has too much formatting: %(count)s links, cells and so on. The limit is %(limit)s."
            )
            % {"count": _number(count), "limit": _number(limits.elements)}
        )


def _number(value: int) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)


def _too_many_cells() -> str:
    return _("The tables of this text have more than %(limit)s cells.") % {
        "limit": _number(MAX_CELLS)
    }


def _too_many_looks() -> str:
    return _("This text has too many square brackets.")


def _too_many_blocks() -> str:
    return _("This text has more than %(limit)s paragraphs, list items and the like.") % {
        "limit": _number(MAX_BLOCKS)
    }


def _too_deep() -> str:
    return _("Lists and quotations in this text stand too deep inside one another.")


_SPENT: Mapping[str, Callable[[], str]] = {
    "cells": _too_many_cells,
    "looks": _too_many_looks,
    "quoted": _too_deep,
    "blocks": _too_many_blocks,
}
