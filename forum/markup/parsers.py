"""The Markdown parsers: one for posts, one for messages, and plain CommonMark for the tests."""

import re
from collections.abc import Mapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline

from forum.markup import (
    allowed_urls,
    autolinks,
    cost_limits,
    directions,
    html_renderer,
    mentions,
    parser_rules,
    uploaded_files,
)

# The parser drops text at this nesting. cost_limits.MAX_DEPTH refuses the text before that. A list
# adds two levels at once.
_MAX_NESTING = cost_limits.MAX_DEPTH + 3
_NOT_IN_PREFIX = re.compile("[^A-Za-z0-9-]")
_MAX_PREFIX_LENGTH = 64
_MESSAGE_RULES = [
    "newline",
    "escape",
    "backticks",
    "strikethrough",
    "emphasis",
    "link",
    "image",
    "autolink",
    "entity",
]


class BudgetedInlineParser(ParserInline):
    """The parser of the text inside a paragraph. It counts its lookaheads."""

    def skipToken(self, state: StateInline) -> None:
        """Step over one token in search of the end of a link."""
        cost_limits.spend_budget(state.env, "lookaheads")
        super().skipToken(state)


class MarkdownParser(MarkdownIt):
    """A parser that links only to allowed URLs and that counts its work."""

    def __init__(self, config: str, options: Mapping[str, Any]) -> None:
        super().__init__(config, options, renderer_cls=html_renderer.HtmlRenderer)
        self.inline = BudgetedInlineParser()
        self.configure(config, options)

    def validateLink(self, url: str) -> bool:
        """Whether a link may have `url`. A link with another URL stays text."""
        return allowed_urls.is_allowed_link(url)


def parser_environment() -> dict[str, Any]:
    """Return the `env` of one parse, which our rules read."""
    return {"budget": cost_limits.new_budget()}


def prepare_rendering(
    env: dict[str, Any],
    *,
    prefix: str,
    profile_urls: Mapping[str, str],
    pictures: Mapping[str, uploaded_files.Picture],
) -> None:
    """Add to the `env` of a parsed text what our renderer reads."""
    env["profile_urls"] = profile_urls
    env["pictures"], env["pictures_left"] = pictures, uploaded_files.MAX_PICTURES
    safe_prefix = _NOT_IN_PREFIX.sub("", prefix)[:_MAX_PREFIX_LENGTH]
    if safe_prefix:
        env["docId"] = safe_prefix  # the footnote plugin reads this key


def _create_post_parser() -> MarkdownIt:
    options = {"html": False, "breaks": True, "maxNesting": _MAX_NESTING}
    parser = MarkdownParser("commonmark", options)
    parser.disable(["html_block", "html_inline"]).enable(["table", "strikethrough"])
    parser.block.ruler.before("table", "limit_nesting", parser_rules.limit_nesting)
    parser.block.ruler.at("table", parser_rules.parse_table, {"alt": ["paragraph", "reference"]})
    parser_rules.enable_footnotes(parser)
    parser.add_render_rule("footnote_block_open", html_renderer.render_footnotes_open)
    parser.core.ruler.before("text_join", "adapt_blocks", parser_rules.adapt_blocks)
    parser.core.ruler.after("adapt_blocks", "set_directions", directions.set_directions)
    return _with_inline_rules(parser)


def _create_message_parser() -> MarkdownIt:
    parser = MarkdownParser("zero", {"breaks": True, "maxNesting": _MAX_NESTING})
    return _with_inline_rules(parser.enable(_MESSAGE_RULES))


def _with_inline_rules(parser: MarkdownIt) -> MarkdownIt:
    parser.inline.ruler.at("image", parser_rules.parse_image)
    parser.inline.ruler.before("newline", "url", autolinks.parse_url)
    parser.inline.ruler.before("newline", "mention", mentions.parse_mention)
    parser.inline.ruler.before("newline", "count_line_breaks", parser_rules.count_line_breaks)
    parser.core.ruler.before("text_join", "bare_address", autolinks.link_bare_addresses)
    return parser


# Threads can share these, because each parse keeps its state in its own objects.
POST_PARSER = _create_post_parser()
MESSAGE_PARSER = _create_message_parser()
