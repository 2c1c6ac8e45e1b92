"""Turn the Markdown that members type into safe HTML. Start reading with `render_post`.

This package may import collective_brain.errors and libraries, and nothing else of the site. It is
the only place that makes HTML from members' texts. A text passes text_cleaning, cost_limits,
parsers (with parser_rules, autolinks and mentions), html_renderer, cost_limits again, and
sanitizer. A text that is not accepted raises Refused with a sentence for its author.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from collective_brain.errors import Refused
from forum.markup import cost_limits, mentions, parsers, quotation_checks, sanitizer
from forum.markup.cost_limits import MESSAGE_LIMITS, POST_LIMITS, CostLimits
from forum.markup.markdown_links import markdown_link
from forum.markup.mentions import is_username, rename_mentions
from forum.markup.quotation_checks import QuotedText, comparable_words, contains_words
from forum.markup.quotations import append_quotation, quote, quoted_posts, redact_quotations
from forum.markup.source_pieces import source_piece
from forum.markup.text_cleaning import (
    clean_line,
    clean_text,
    is_blank_html,
    own_words_in_html,
    remove_hidden_characters,
    words_in_html,
)

__all__ = [
    "MAX_MESSAGE_LENGTH",
    "MAX_POST_LENGTH",
    "VERSION",
    "QuotedText",
    "append_quotation",
    "clean_line",
    "clean_text",
    "comparable_words",
    "contains_words",
    "is_blank_html",
    "is_username",
    "markdown_link",
    "mentioned_in_message",
    "mentioned_in_post",
    "own_mentions_in_message",
    "own_mentions_in_post",
    "own_words_in_html",
    "quote",
    "quoted_posts",
    "redact_quotations",
    "rename_mentions",
    "render_message",
    "render_post",
    "source_piece",
    "words_in_html",
]

# Raise this number when the same source renders to other HTML. `manage.py doctor --fix` then
# renders the stored texts again.
VERSION = 4
MAX_POST_LENGTH = POST_LIMITS.characters
MAX_MESSAGE_LENGTH = MESSAGE_LIMITS.characters
_NO_PROFILES: Mapping[str, str] = MappingProxyType({})


def render_post(
    source: str,
    *,
    prefix: str = "",
    profile_urls: Mapping[str, str] = _NO_PROFILES,
    is_genuine: Callable[[QuotedText], bool] | None = None,
) -> str:
    """Return the HTML of a post. Raise Refused if the text costs too much or shows nothing.

    prefix: makes the ids of footnotes unique on a page (letters, digits, hyphens; at most 64).
    profile_urls: the URL of each member's profile by lower-case username. A mention of another
    username stays text.
    is_genuine: says whether the words of a quotation stand in the post that it names. Such a
    quotation gets the class "checked".
    """
    env = parsers.parser_environment(prefix=prefix, profile_urls=profile_urls)
    return _render(source, parsers.POST_PARSER, env, POST_LIMITS, is_genuine)


def render_message(
    source: str, *, prefix: str = "", profile_urls: Mapping[str, str] = _NO_PROFILES
) -> str:
    """Return the HTML of a chat message. The arguments are those of `render_post`.

    A message has only line breaks, links, code, emphasis and mentions.
    """
    env = parsers.parser_environment(prefix=prefix, profile_urls=profile_urls)
    return _render(source, parsers.MESSAGE_PARSER, env, MESSAGE_LIMITS)


def mentioned_in_post(source: str) -> set[str]:
    """Return the lower-case usernames that `render_post` links if their profiles are known.

    Raise Refused as `render_post` does.
    """
    found = _mentions(source, parsers.POST_PARSER, POST_LIMITS, quoted=True)
    return {username for usernames in found for username in usernames}


def mentioned_in_message(source: str) -> set[str]:
    """Return the lower-case usernames that `render_message` links. See `mentioned_in_post`."""
    found = _mentions(source, parsers.MESSAGE_PARSER, MESSAGE_LIMITS, quoted=True)
    return {username for usernames in found for username in usernames}


def own_mentions_in_post(source: str) -> list[tuple[str, ...]]:
    """Return the mentions that the author of a post wrote, in order, without those in quotations.

    A mention is a tuple of possible usernames in lower case. It means the first one that is the
    username of a member. Raise Refused as `render_post` does.
    """
    return _mentions(source, parsers.POST_PARSER, POST_LIMITS, quoted=False)


def own_mentions_in_message(source: str) -> list[tuple[str, ...]]:
    """Return the mentions in a message, in order. See `own_mentions_in_post`."""
    return _mentions(source, parsers.MESSAGE_PARSER, MESSAGE_LIMITS, quoted=False)


def _mentions(
    source: str, parser: MarkdownIt, limits: CostLimits, *, quoted: bool
) -> list[tuple[str, ...]]:
    """The mentions in `source`, each one once."""
    cost_limits.check_length(source, limits)
    if "@" not in source:
        return []
    tokens = parser.parse(clean_text(source), parsers.parser_environment())
    return list(dict.fromkeys(mentions.mentions_in(tokens, quoted=quoted)))


def _render(
    source: str,
    parser: MarkdownIt,
    env: dict[str, object],
    limits: CostLimits,
    is_genuine: Callable[[QuotedText], bool] | None = None,
) -> str:
    cost_limits.check_length(source, limits)
    source = clean_text(source)
    tokens = parser.parse(source, env)
    cost_limits.check_element_count(tokens, limits)
    if is_genuine:
        quotation_checks.mark_genuine_quotations(tokens, source, is_genuine)
    html = parser.renderer.render(tokens, parser.options, env)
    # The parser has replaced entities such as &#8238; by characters, so hidden ones can be back.
    html = remove_hidden_characters(html)
    cost_limits.check_html_size(html, limits)
    html = sanitizer.sanitize(html)
    if is_blank_html(html):
        raise Refused(_("There is nothing to see in this text yet. Please write something."))
    return html
