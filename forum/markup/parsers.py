"""The parsers: one for posts, one for messages, and the bare one that both are measured against."""

import re
from collections.abc import Mapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline

from forum.markup import (
    autolinks,
    cost_limits,
    html_renderer,
    mentions,
    parser_rules,
)

# A list is two levels at once: at this nesting the parser drops text, so limits.MAX_DEPTH refuses before.
_MAX_NESTING = cost_limits.MAX_DEPTH + 3
_NOT_IN_PREFIX = re.compile("[^A-Za-z0-9-]")
_INLINE = [
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
    """The parser inside a paragraph, its looks ahead counted."""

    def skipToken(self, state: StateInline) -> None:
        """Step over one token, looking for the end of a link."""
        cost_limits.spend_budget(state.env, "looks")
        super().skipToken(state)


class MarkdownParser(MarkdownIt):
    """A parser that leads only to allowed addresses, and whose work is counted."""

    def __init__(self, config: str, options: Mapping[str, Any]) -> None:
        super().__init__(config, options, renderer_cls=html_renderer.HtmlRenderer)
        self.inline = BudgetedInlineParser()
        self.configure(config, options)

    def validateLink(self, url: str) -> bool:
        """Whether a link may be made; what is not allowed stays text, as written."""
        return autolinks.is_allowed(url)


def parser_environment(
    *, prefix: str = "", profile_urls: Mapping[str, str] | None = None, images: bool = True
) -> dict[str, Any]:
    """What one parse and its HTML need to know, in the form that the rules read."""
    safe = _NOT_IN_PREFIX.sub("", prefix)[:64]
    known = {
        "profile_urls": profile_urls or {},
        "images": images,
        "meter": cost_limits.new_budget(),
    }
    return known | ({"docId": safe} if safe else {})


def commonmark_parser() -> MarkdownIt:
    """CommonMark without raw HTML, and nothing else."""
    return MarkdownIt("commonmark", {"html": False, "maxNesting": _MAX_NESTING}).disable(
        ["html_block", "html_inline"]
    )


def _posts() -> MarkdownIt:
    options = {"html": False, "breaks": True, "maxNesting": _MAX_NESTING}
    md = MarkdownParser("commonmark", options)
    md.disable(["html_block", "html_inline"]).enable(["table", "strikethrough"])
    md.block.ruler.before("table", "depth", parser_rules.limit_nesting)
    md.block.ruler.at("table", parser_rules.parse_table, {"alt": ["paragraph", "reference"]})
    parser_rules.enable_footnotes(md)
    md.add_render_rule("footnote_block_open", html_renderer.render_footnotes_open)
    md.core.ruler.before("text_join", "dress", parser_rules.adapt_blocks)
    return _with_inline_rules(md)


def _messages() -> MarkdownIt:
    md = MarkdownParser("zero", {"breaks": True, "maxNesting": _MAX_NESTING})
    return _with_inline_rules(md.enable(_INLINE))


def _with_inline_rules(md: MarkdownIt) -> MarkdownIt:
    md.inline.ruler.at("image", parser_rules.parse_image)
    md.inline.ruler.before("newline", "url", autolinks.parse_url)
    md.inline.ruler.before("newline", "mention", mentions.parse_mention)
    md.core.ruler.before("text_join", "bare_address", autolinks.link_bare_addresses)
    return md


# Built once: parsing keeps its state in objects of its own, so threads may share them.
POST_PARSER = _posts()
MESSAGE_PARSER = _messages()
