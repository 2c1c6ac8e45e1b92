"""The HTML of items, made once for each version, author and language (decision 5).

An item's partial depends on its row, the public fields of its author and of whom a message answers, and the
interface language, and on nothing else; so these are the key, and nothing stale is ever found under it.
"""

import hashlib
from collections.abc import Sequence
from functools import cache as once
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation

from forum.numbering.models import Item

KEPT_FOR = 24 * 3600  # seconds
AUTHOR = ("name", "handle", "community", "side", "community_confirmed", "closed_at")


def rendered(items: Sequence[Item], template: str, name: str) -> list[str]:
    """The HTML of each of `items` (from for_reading, with author and line), by `template`, which calls it `name`."""
    keys = [_key(item, name) for item in items]
    found = cache.get_many(keys)
    made = {
        key: render_to_string(template, {name: item})
        for key, item in zip(keys, items, strict=True)
        if key not in found
    }
    if made:
        cache.set_many(made, KEPT_FOR)
    return [found.get(key) or made[key] for key in keys]


@once
def templates() -> str:
    """Changes with the templates and the catalogues: a new release makes every fragment anew."""
    found = hashlib.md5(usedforsecurity=False)
    for folder, pattern in ((settings.TEMPLATES[0]["DIRS"][0], "*.html"), (settings.LOCALE_PATHS[0], "*.po")):  # type: ignore[index]
        for path in sorted(Path(folder).rglob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()[:12]


def _key(item: Item, name: str) -> str:
    named = [item.author, getattr(item, "answered", None)]
    people = "\n".join(str(getattr(member, field, "")) for member in named for field in AUTHOR)
    public = hashlib.md5(people.encode(), usedforsecurity=False).hexdigest()
    return f"{name}:{templates()}:{item.nonce}:{item.changed}:{translation.get_language()}:{public}"
