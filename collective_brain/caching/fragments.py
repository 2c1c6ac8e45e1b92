"""Cached fragments: the HTML of one post, message or row, rendered once for what it shows.

A `Fragment` declares every field that its template shows. The values of these fields are the cache
key, so a change of any of them leads to other HTML. tests/forum/test_fragment_fields.py reads the
fields from the templates and compares.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.core.cache import caches
from django.template.loader import render_to_string

from collective_brain.caching.cache_keys import cache_key

SECONDS = 24 * 3600  # after which unused HTML is dropped
SECONDS_OF_PAGE = 10 * 60  # the HTML of all contributions on a page


class Fragment:
    """A template that shows one object, and the fields of the object that it shows."""

    def __init__(self, template: str, variable: str, fields: Iterable[str]) -> None:
        """variable: the object's name in the template. fields: paths such as "author.name"."""
        self.template, self.variable, self.fields = template, variable, tuple(fields)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The fields as a query names them, for values_list() and render_rows()."""
        return tuple(field.replace(".", "__") for field in self.fields)

    def values(self, shown: Any) -> tuple[Any, ...]:
        return tuple(_value_at_path(shown, path) for path in self.fields)

    def key(self, values: tuple[Any, ...], options: dict[str, Any]) -> str:
        return cache_key(self.template, values, sorted(options.items()))


class NumberedHtml(NamedTuple):
    """The HTML of one contribution. number: its number in its conversation."""

    number: int
    html: str


def render_each(fragment: Fragment, objects: Sequence[Any], **options: Any) -> list[str]:
    """The HTML of each object, in order. options: further variables of the template."""
    keys = [fragment.key(fragment.values(shown), options) for shown in objects]
    return render_by_key(
        fragment,
        keys,
        lambda places: [{fragment.variable: objects[place], **options} for place in places],
    )


def render_rows(
    fragment: Fragment,
    rows: Sequence[tuple[Any, ...]],
    load: Callable[[list[int]], Sequence[Any]],
) -> list[NumberedHtml]:
    """The HTML of contributions, without loading the texts of those that are cached.

    rows: the values of `fragment.columns`, the number first. load: returns the contributions with
    these numbers.
    """
    key_by_number = {row[0]: fragment.key(row, {}) for row in rows}
    html_by_key = caches["fragments"].get_many(key_by_number.values())
    missing = [number for number, key in key_by_number.items() if key not in html_by_key]
    contributions = load(missing) if missing else []
    new_html = render_each(fragment, contributions)
    html_by_number = {
        contribution.number: html
        for contribution, html in zip(contributions, new_html, strict=True)
    }
    return [
        NumberedHtml(number, html_by_key.get(key) or html_by_number[number])
        for number, key in key_by_number.items()
    ]


def render_until_changed(
    version: tuple[object, ...], render: Callable[[], list[NumberedHtml]]
) -> list[NumberedHtml]:
    """The HTML of all contributions on a page, which `render` returns, without their query.

    version: changes with everything that `render` shows, as the version of a cached page does. It
    was read before, so the cache can contain newer HTML than the version, never older.
    """
    key = cache_key(*version)
    html: list[NumberedHtml] | None = caches["fragments"].get(key)
    if html is None:
        html = render()
        caches["fragments"].set(key, html, SECONDS_OF_PAGE)
    return html


def render_by_key(
    fragment: Fragment,
    keys: Sequence[str],
    load_contexts: Callable[[list[int]], Sequence[dict[str, Any]]],
) -> list[str]:
    """The HTML of each key, in order, without loading what is cached.

    load_contexts: returns the variables of the template for the keys at these places.
    """
    html_by_key = caches["fragments"].get_many(keys)
    missing = [place for place, key in enumerate(keys) if key not in html_by_key]
    contexts = load_contexts(missing) if missing else []
    new = {
        keys[place]: render_to_string(fragment.template, context)
        for place, context in zip(missing, contexts, strict=True)
    }
    if new:
        caches["fragments"].set_many(new, SECONDS)
    return [html_by_key.get(key) or new[key] for key in keys]


def _value_at_path(shown: Any, path: str) -> Any:
    """None where the path leads nowhere, as in a template."""
    for name in path.split("."):
        shown = getattr(shown, name, None)
    return shown
