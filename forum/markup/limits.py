"""What a text may cost (decision 14): a text over a limit is refused with a sentence, and nothing is lost.

Every limit is counted, none is timed: the same text has the same answer on every machine.
"""

from collections.abc import Mapping, MutableMapping
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from forum.errors import Refused

# Levels of lists and quotations; a quotation is one level, a list with its item is two.
MAX_DEPTH = 30
# Cells of all tables together. A row of one "|" makes a full row, so cells are counted in the source.
MAX_CELLS = 1_000
# Tries to read a link, an image or a reference: each is cheap, but `[[[[[` tries all pairs.
MAX_TRIES = 12_000


class Limits(NamedTuple):
    """What one kind of text may have: characters of source, elements and bytes of HTML."""

    characters: int
    elements: int
    html_bytes: int


POST = Limits(characters=50_000, elements=3_000, html_bytes=200_000)
MESSAGE = Limits(characters=4_000, elements=200, html_bytes=20_000)


def refuse_long(source: str, limits: Limits) -> None:
    """Raise Refused when `source` has more characters than `limits` allow."""
    if len(source) > limits.characters:
        raise Refused(
            _("This text has %(length)s characters. The limit is %(limit)s: please shorten or divide it.")
            % {"length": _number(len(source)), "limit": _number(limits.characters)}
        )


def refuse_heavy(html: str, limits: Limits) -> None:
    """Raise Refused when `html` is more than bleach should read.

    Bleach costs about 45 µs an element and 10 µs an entity, the count under 2 ms for 500 kB.
    """
    elements = html.count("<") - html.count("</")
    if elements > limits.elements:
        raise Refused(
            _("This text has too much formatting: %(count)s links, cells and so on. The limit is %(limit)s.")
            % {"count": _number(elements), "limit": _number(limits.elements)}
        )
    if len(html.encode()) + 5 * html.count("&") > limits.html_bytes:
        raise Refused(_("This text becomes too large a page. Please shorten or divide it."))


def meter() -> dict[str, int]:
    """What one parse may still spend; it travels in the parser's `env`."""
    return {"cells": MAX_CELLS, "tries": MAX_TRIES}


def spend(env: MutableMapping[str, Any], what: str, amount: int = 1) -> None:
    """Take `amount` from the meter; raise Refused when it is used up."""
    env["meter"][what] -= amount
    if env["meter"][what] < 0:
        raise Refused(_SPENT[what]())


def refuse_deep(level: int) -> None:
    """Raise Refused where the parser would silently drop what is nested deeper."""
    if level > MAX_DEPTH:
        raise Refused(_("Lists and quotations in this text stand too deep inside one another."))


def _number(value: int) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)


def _too_many_cells() -> str:
    return _("The tables of this text have more than %(limit)s cells.") % {"limit": _number(MAX_CELLS)}


def _too_many_tries() -> str:
    return _("This text has too many square brackets.")


_SPENT: Mapping[str, Any] = {"cells": _too_many_cells, "tries": _too_many_tries}
