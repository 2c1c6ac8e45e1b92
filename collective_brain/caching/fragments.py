"""The HTML of items, made once for each version, author and language (decision 5).

An item's partial depends on its row, the public fields of its author and of whom a message answers, and the
interface language, and on nothing else; so these are the key, and nothing stale is ever found under it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from django.core.cache import cache
from django.template.loader import render_to_string

from collective_brain.caching.cache_keys import key

KEPT_FOR = 24 * 3600  # seconds
AUTHOR = ("name", "handle", "community", "side", "community_confirmed", "closed_at")
HEAD = ("number", "nonce", "changed", *(f"author__{field}" for field in AUTHOR))
ANSWERED = tuple(f"answered__{field}" for field in AUTHOR)


class Shown(NamedTuple):
    number: int
    html: str


def rendered(items: Sequence[Any], template: str, name: str) -> list[str]:
    """The HTML of each of `items` (from for_reading, with author and line), by `template`, which calls it `name`."""
    keys = [_key_of(item, name) for item in items]
    found = cache.get_many(keys)
    made = {
        one: render_to_string(template, {name: item})
        for one, item in zip(keys, items, strict=True)
        if one not in found
    }
    if made:
        cache.set_many(made, KEPT_FOR)
    return [found.get(one) or made[one] for one in keys]


def shown(
    heads: Sequence[tuple[Any, ...]],
    load: Callable[[list[int]], Sequence[Any]],
    template: str,
    name: str,
) -> list[Shown]:
    """The same for rows with the fields of HEAD, and perhaps ANSWERED; only those whose HTML is not there are loaded, by their numbers."""
    keys = {
        _key(name, nonce, changed, *_people(fields)): int(number)
        for number, nonce, changed, *fields in heads
    }
    found = cache.get_many(keys)
    missing = (
        load([number for one, number in keys.items() if one not in found])
        if len(found) < len(keys)
        else []
    )
    made = dict(
        zip((item.number for item in missing), rendered(missing, template, name), strict=True)
    )
    return [Shown(number, found.get(one) or made[number]) for one, number in keys.items()]


def _key_of(item: Any, name: str) -> str:
    people = [item.author, *filter(None, [getattr(item, "answered", None)])]
    fields = [getattr(member, field) for member in people for field in AUTHOR]
    return _key(name, item.nonce, item.changed, *_people(fields))


def _people(fields: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """What is shown of each member, from values as the ORM has them or as a driver brings them."""
    each = iter(fields)
    for member, handle, community, side, confirmed, closed_at in zip(
        *[each] * len(AUTHOR), strict=True
    ):
        if member is not None:  # a message that answers nobody
            yield member, handle or "", community, side, bool(confirmed), bool(closed_at)


def _key(name: str, nonce: Any, changed: int, *people: Any) -> str:
    return f"{name}:{key(str(nonce).replace('-', ''), changed, people)}"
