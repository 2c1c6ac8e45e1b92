"""Markdown source to safe HTML: the one place where HTML is made, and bleach the last thing to touch it.

The way of a text: text.clean_text → limits → parsing (rules, addresses, mentioning) → rendering → limits →
cleaning. What is not accepted is collective_brain.errors.Refused with a sentence for the author.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from collective_brain.errors import Refused
from forum.markup import (
    limits,
    mention_parser,
    parsing,
    sanitizing,
)
from forum.markup.limits import Limits
from forum.markup.links import link
from forum.markup.mention_parser import is_handle, rename
from forum.markup.quotations import empty_quotation, quote, quoted, with_quotation
from forum.markup.text import clean_line, clean_text, drop_hidden, is_blank

__all__ = [
    "MAX_MESSAGE",
    "MAX_SOURCE",
    "VERSION",
    "clean_line",
    "clean_text",
    "empty_quotation",
    "is_blank",
    "is_handle",
    "link",
    "mentions",
    "mentions_in_message",
    "quote",
    "quoted",
    "rename",
    "render",
    "render_message",
    "with_quotation",
]

# Of the pipeline: raise it when the same source makes other HTML, and the stored HTML is made again.
VERSION = 1
MAX_SOURCE = limits.POST.characters
MAX_MESSAGE = limits.MESSAGE.characters
_NOBODY: Mapping[str, str] = MappingProxyType({})


def render(source: str, *, prefix: str = "", handles: Mapping[str, str] = _NOBODY) -> str:
    """The HTML of a post.

    prefix: makes the ids of footnotes unique on a page (letters, digits, hyphens; at most 64).
    handles: lower-cased handle → address of that member's profile; an unknown @handle stays text.
    Raises Refused: too long, too much formatting, or nothing to see.
    """
    env = parsing.environment(prefix=prefix, handles=handles)
    return _render(source, parsing.POSTS, env, limits.POST)


def render_message(source: str, *, prefix: str = "", handles: Mapping[str, str] = _NOBODY) -> str:
    """The HTML of a chat message: line breaks, links, code, emphasis and mentions only; else as `render`."""
    env = parsing.environment(prefix=prefix, handles=handles, images=False)
    return _render(source, parsing.MESSAGES, env, limits.MESSAGE)


def mentions(source: str) -> set[str]:
    """The lower-cased handles that `render` would link, were they known. Raises Refused as it does."""
    limits.refuse_long(source, limits.POST)
    return _mentioned(source, parsing.POSTS)


def mentions_in_message(source: str) -> set[str]:
    """As `mentions`, for `render_message`."""
    limits.refuse_long(source, limits.MESSAGE)
    return _mentioned(source, parsing.MESSAGES)


def _mentioned(source: str, parser: MarkdownIt) -> set[str]:
    if "@" not in source:
        return set()
    return mention_parser.handles_in(parser.parse(clean_text(source), parsing.environment()))


def _render(source: str, parser: MarkdownIt, env: dict[str, object], bounds: Limits) -> str:
    limits.refuse_long(source, bounds)
    tokens = parser.parse(clean_text(source), env)
    limits.refuse_many(tokens, bounds)
    # Entities such as &#8238; are signs only now, so what hides or misleads is dropped once more.
    html = drop_hidden(parser.renderer.render(tokens, parser.options, env))
    limits.refuse_heavy(html, bounds)
    html = sanitizing.clean(html)
    if is_blank(html):
        raise Refused(_("There is nothing to see in this text yet. Please write something."))
    return html
