"""The parsers: one for posts, one for messages, and the bare one that both are measured against."""

from collections.abc import Mapping
from typing import Any

from markdown_it import MarkdownIt

from forum.markup import addresses, limits, mentioning, rendering, rules

# More than limits.MAX_DEPTH, which refuses before the parser drops anything.
_MAX_NESTING = limits.MAX_DEPTH + 10
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


class Markdown(MarkdownIt):
    """A parser that leads only to allowed addresses."""

    def validateLink(self, url: str) -> bool:
        """Whether a link may be made; what is not allowed stays text, as written."""
        return addresses.is_allowed(url)


def environment(
    *, prefix: str = "", handles: Mapping[str, str] | None = None, images: bool = True
) -> dict[str, Any]:
    """What one parse and its HTML need to know, in the form that the rules read."""
    known = {"handles": handles or {}, "images": images, "meter": limits.meter()}
    return known | ({"docId": prefix} if prefix else {})


def bare() -> MarkdownIt:
    """CommonMark without raw HTML, and nothing else."""
    return MarkdownIt("commonmark", {"html": False, "maxNesting": _MAX_NESTING}).disable(
        ["html_block", "html_inline"]
    )


def _posts() -> MarkdownIt:
    options = {"html": False, "breaks": True, "maxNesting": _MAX_NESTING}
    md = Markdown("commonmark", options, renderer_cls=rendering.Renderer)
    md.disable(["html_block", "html_inline"]).enable(["table", "strikethrough"])
    md.block.ruler.before("table", "depth", rules.refuse_deep_nesting)
    md.block.ruler.at("table", rules.bounded_table, {"alt": ["paragraph", "reference"]})
    rules.add_footnotes(md)
    md.add_render_rule("footnote_block_open", rendering.open_footnotes)
    md.core.ruler.before("text_join", "dress", rules.dress)
    return _with_inline_rules(md)


def _messages() -> MarkdownIt:
    md = Markdown("zero", {"breaks": True, "maxNesting": _MAX_NESTING}, renderer_cls=rendering.Renderer)
    return _with_inline_rules(md.enable(_INLINE))


def _with_inline_rules(md: MarkdownIt) -> MarkdownIt:
    rules.bound_links(md)
    md.inline.ruler.before("newline", "url", addresses.read_url)
    md.inline.ruler.before("newline", "mention", mentioning.read_mention)
    md.core.ruler.before("text_join", "bare_address", addresses.read_bare)
    return md


# Built once: parsing keeps its state in objects of its own, so threads may share them.
POSTS = _posts()
MESSAGES = _messages()
