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
    cost_limits,
    mentions,
    parsers,
    sanitizer,
)
from forum.markup.cost_limits import CostLimits
from forum.markup.markdown_links import markdown_link
from forum.markup.mentions import is_username, rename_mentions
from forum.markup.quotations import (
    append_quotation,
    quote,
    quoted_posts,
    redact_quotation,
)
from forum.markup.text_cleaning import (
    clean_line,
    clean_text,
    is_blank_html,
    remove_hidden_characters,
)

__all__ = [
    "MAX_MESSAGE_LENGTH",
    "MAX_POST_LENGTH",
    "VERSION",
    "append_quotation",
    "clean_line",
    "clean_text",
    "is_blank_html",
    "is_username",
    "markdown_link",
    "mentioned_in_message",
    "mentioned_in_post",
    "quote",
    "quoted_posts",
    "redact_quotation",
    "rename_mentions",
    "render_message",
    "render_post",
]

# Of the pipeline: raise it when the same source makes other HTML, and the stored HTML is made again.
VERSION = 1
MAX_POST_LENGTH = cost_limits.POST_LIMITS.characters
MAX_MESSAGE_LENGTH = cost_limits.MESSAGE_LIMITS.characters
_NOBODY: Mapping[str, str] = MappingProxyType({})


def render_post(source: str, *, prefix: str = "", profile_urls: Mapping[str, str] = _NOBODY) -> str:
    """The HTML of a post.

    prefix: makes the ids of footnotes unique on a page (letters, digits, hyphens; at most 64).
    profile_urls: lower-cased handle → address of that member's profile; an unknown @handle stays text.
    Raises Refused: too long, too much formatting, or nothing to see.
    """
    env = parsers.parser_environment(prefix=prefix, profile_urls=profile_urls)
    return _render(source, parsers.POST_PARSER, env, cost_limits.POST_LIMITS)


def render_message(
    source: str, *, prefix: str = "", profile_urls: Mapping[str, str] = _NOBODY
) -> str:
    """The HTML of a chat message: line breaks, links, code, emphasis and mentions only; else as `render`."""
    env = parsers.parser_environment(prefix=prefix, profile_urls=profile_urls, images=False)
    return _render(source, parsers.MESSAGE_PARSER, env, cost_limits.MESSAGE_LIMITS)


def mentioned_in_post(source: str) -> set[str]:
    """The lower-cased handles that `render` would link, were they known. Raises Refused as it does."""
    cost_limits.check_length(source, cost_limits.POST_LIMITS)
    return _mentioned(source, parsers.POST_PARSER)


def mentioned_in_message(source: str) -> set[str]:
    """As `mentions`, for `render_message`."""
    cost_limits.check_length(source, cost_limits.MESSAGE_LIMITS)
    return _mentioned(source, parsers.MESSAGE_PARSER)


def _mentioned(source: str, parser: MarkdownIt) -> set[str]:
    if "@" not in source:
        return set()
    return mentions.mentioned_usernames(
        parser.parse(clean_text(source), parsers.parser_environment())
    )


def _render(source: str, parser: MarkdownIt, env: dict[str, object], bounds: CostLimits) -> str:
    cost_limits.check_length(source, bounds)
    tokens = parser.parse(clean_text(source), env)
    cost_limits.check_element_count(tokens, bounds)
    # Entities such as &#8238; are signs only now, so what hides or misleads is dropped once more.
    html = remove_hidden_characters(parser.renderer.render(tokens, parser.options, env))
    cost_limits.check_html_size(html, bounds)
    html = sanitizer.sanitize(html)
    if is_blank_html(html):
        raise Refused(_("There is nothing to see in this text yet. Please write something."))
    return html
