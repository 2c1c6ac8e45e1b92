"""Turn the Markdown that members type into safe HTML. Start reading with `render_post`.

This package may import collective_brain.errors and libraries, and nothing else of the site. It is
the only place that makes HTML from members' texts. A text passes text_cleaning, cost_limits,
parsers (with parser_rules, autolinks and mentions), html_renderer, cost_limits again, and
sanitizer. A text that is not accepted raises Refused with a sentence for its author.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from markdown_it import MarkdownIt

from forum.markup import cost_limits, mentions, parsed_text, parsers
from forum.markup.absolute_links import with_absolute_links
from forum.markup.cost_limits import MESSAGE_LIMITS, POST_LIMITS, CostLimits
from forum.markup.markdown_links import markdown_link
from forum.markup.mentions import is_username, rename_mentions
from forum.markup.parsed_text import ParsedText
from forum.markup.quotation_checks import QuotedText, comparable_words, contains_words
from forum.markup.quotations import append_quotation, quote, quoted_posts, redact_quotations
from forum.markup.source_pieces import source_piece
from forum.markup.text_cleaning import (
    clean_line,
    clean_text,
    is_blank_html,
    own_words_in_html,
    words_in_html,
)
from forum.markup.uploaded_files import (
    Picture,
    files_in_source,
    thumbnail_url,
    without_pictures,
)

__all__ = [
    "MAX_MESSAGE_LENGTH",
    "MAX_POST_LENGTH",
    "ParsedText",
    "Picture",
    "QuotedText",
    "VERSION",
    "append_quotation",
    "clean_line",
    "clean_text",
    "comparable_words",
    "contains_words",
    "files_in_source",
    "is_blank_html",
    "is_username",
    "markdown_link",
    "own_mentions_in_message",
    "own_mentions_in_post",
    "own_words_in_html",
    "parse_message",
    "parse_post",
    "quote",
    "quoted_posts",
    "redact_quotations",
    "rename_mentions",
    "render_message",
    "render_post",
    "source_piece",
    "thumbnail_url",
    "with_absolute_links",
    "without_pictures",
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
    parsed = parse_post(source)
    return parsed.render(prefix=prefix, profile_urls=profile_urls, is_genuine=is_genuine)


def render_message(
    source: str, *, prefix: str = "", profile_urls: Mapping[str, str] = _NO_PROFILES
) -> str:
    """Return the HTML of a chat message. The arguments are those of `render_post`.

    A message has only line breaks, links, code, emphasis and mentions.
    """
    return parse_message(source).render(prefix=prefix, profile_urls=profile_urls)


def parse_post(source: str) -> ParsedText:
    """Parse a post once, for those who render it and also want its mentions or quotations.

    Raise Refused if the text costs too much.
    """
    return parsed_text.parse(source, parsers.POST_PARSER, POST_LIMITS)


def parse_message(source: str) -> ParsedText:
    """Parse a chat message once. See `parse_post`."""
    return parsed_text.parse(source, parsers.MESSAGE_PARSER, MESSAGE_LIMITS)


def own_mentions_in_post(source: str) -> list[tuple[str, ...]]:
    """Return the mentions that the author of a post wrote, in order, without those in quotations.

    A mention is a tuple of possible usernames in lower case. It means the first one that is the
    username of a member. Raise Refused as `render_post` does.
    """
    return list(_own_mentions(source, parsers.POST_PARSER, POST_LIMITS))


def own_mentions_in_message(source: str) -> list[tuple[str, ...]]:
    """Return the mentions in a message, in order. See `own_mentions_in_post`."""
    return list(_own_mentions(source, parsers.MESSAGE_PARSER, MESSAGE_LIMITS))


@lru_cache(maxsize=4)  # the listeners of one event ask three times; 200,000 characters
def _own_mentions(
    source: str, parser: MarkdownIt, limits: CostLimits
) -> tuple[tuple[str, ...], ...]:
    """The mentions outside quotations in `source`, each one once."""
    cost_limits.check_length(source, limits)
    if "@" not in source:
        return ()
    tokens = parser.parse(clean_text(source), parsers.parser_environment())
    return tuple(dict.fromkeys(mentions.mentions_in(tokens, quoted=False)))
