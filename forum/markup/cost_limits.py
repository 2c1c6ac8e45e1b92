"""Limits on what one text may cost to parse and to show (decision 14).

A text over a limit is refused with a sentence, and its author keeps the text. Every limit is a
count and not a time, so that the same text has the same result on every machine.
"""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from markdown_it.token import Token

from collective_brain.errors import Refused

# Levels of lists and quotations. A quotation is one level. A list with its item is two.
MAX_DEPTH = 20
# Cells of all tables together. A row of one "|" makes a full row, so the source is counted.
MAX_CELLS = 2_500
# Lookaheads for the end of a link (0.4 µs each). A text of 3,000 links needs about 100,000, but an
# opening bracket without a closing one looks ahead to the end of the paragraph.
MAX_LOOKAHEADS = 400_000
# Paragraphs, lists, headings and so on. Definitions of links and footnotes count too, although
# they show nothing.
MAX_BLOCKS = 6_000
# Lines in quotations, counted once for each level, because the parser reads a line again at every
# level (4 µs).
MAX_QUOTED_LINES = 60_000


class CostLimits(NamedTuple):
    """The limits of one kind of text: characters of source, elements and bytes of HTML."""

    characters: int
    elements: int
    html_bytes: int


POST_LIMITS = CostLimits(characters=50_000, elements=3_000, html_bytes=200_000)
MESSAGE_LIMITS = CostLimits(characters=4_000, elements=200, html_bytes=20_000)


def check_length(source: str, limits: CostLimits) -> None:
    """Raise Refused if `source` has more characters than `limits` allow."""
    if len(source) > limits.characters:
        raise Refused(
            _(
                "This text has %(length)s characters. The limit is %(limit)s: please shorten "
                "it or split it."
            )
            % {"length": _format_number(len(source)), "limit": _format_number(limits.characters)}
        )


def check_element_count(tokens: Sequence[Token], limits: CostLimits) -> None:
    """Raise Refused if `tokens` would render to more elements than `limits` allow."""
    blocks = sum(token.nesting == 1 and not token.hidden for token in tokens)
    inline = sum(
        token.nesting == 1 or token.type.endswith("break")
        for block in tokens
        for token in block.children or ()
    )
    _check_elements(blocks + inline, limits)


def check_html_size(html: str, limits: CostLimits) -> None:
    """Raise Refused if Bleach would need too long for `html`.

    Bleach needs about 45 µs for each element and 10 µs for each entity. This check needs less than
    2 ms for 500 kB.
    """
    _check_elements(html.count("<") - html.count("</"), limits)
    if len(html.encode()) + 5 * html.count("&") > limits.html_bytes:
        raise Refused(_("This text is too large to display. Please shorten it or split it."))


def new_budget() -> dict[str, int]:
    """Return what one parse may spend. The rules find it as "budget" in the parser's `env`."""
    return {
        "cells": MAX_CELLS,
        "lookaheads": MAX_LOOKAHEADS,
        "quoted_lines": MAX_QUOTED_LINES,
        "blocks": MAX_BLOCKS,
        "line_breaks": POST_LIMITS.elements,
    }


def spend_budget(env: MutableMapping[str, Any], name: str, amount: int = 1) -> None:
    """Subtract `amount` from the part `name` of the budget. Raise Refused if too little is left."""
    env["budget"][name] -= amount
    if env["budget"][name] < 0:
        raise Refused(_REFUSALS[name]())


def check_depth(level: int) -> None:
    """Raise Refused before the parser silently drops the text that is nested deeper."""
    if level > MAX_DEPTH:
        raise Refused(_too_deep())


def _check_elements(count: int, limits: CostLimits) -> None:
    if count > limits.elements:
        raise Refused(_too_many_elements(count, limits))


def _format_number(value: int) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)


def _too_many_elements(count: int, limits: CostLimits) -> str:
    return _(
        "This text has too much formatting: %(count)s links, cells and other elements. The "
        "limit is %(limit)s."
    ) % {"count": _format_number(count), "limit": _format_number(limits.elements)}


def _too_many_cells() -> str:
    limit = _format_number(MAX_CELLS)
    return _("The tables of this text have more than %(limit)s cells.") % {"limit": limit}


def _too_many_brackets() -> str:
    return _("This text has too many square brackets.")


def _too_many_blocks() -> str:
    limit = _format_number(MAX_BLOCKS)
    return _("This text has more than %(limit)s paragraphs, list items and similar elements.") % {
        "limit": limit
    }


def _too_deep() -> str:
    return _("Lists and quotations in this text are nested too deeply.")


# Functions, because the sentence is in the language of the current request.
_REFUSALS: Mapping[str, Callable[[], str]] = {
    "cells": _too_many_cells,
    "lookaheads": _too_many_brackets,
    "quoted_lines": _too_deep,
    "blocks": _too_many_blocks,
    "line_breaks": lambda: _too_many_elements(POST_LIMITS.elements + 1, POST_LIMITS),
}
