"""The table of contents of a long post, made from its HTML when the post is shown.

The stored HTML has no ids in its headings. They are added here, in the fragment of the post.
"""

import re
from typing import NamedTuple

from forum import markup

LEAST = 4  # headings; a shorter post has no table of contents
MOST = 50
# The HTML comes from the markup package: a heading is closed, and contains no other one.
_PIECE = re.compile(r"<blockquote\b|</blockquote>|<(h[3-6])([^>]*)>(.*?)</\1>", re.DOTALL)


class Heading(NamedTuple):
    tag: str  # "h3" to "h6"
    id: str
    words: str


class TextWithContents(NamedTuple):
    html: str
    headings: list[Heading]


def add_contents(html: str, prefix: str) -> TextWithContents:
    """The HTML with an id in each heading, and the headings; both unchanged if there are few.

    Headings in quotations are left out. prefix: what the ids begin with.
    """
    if html.count("<h") < LEAST:
        return TextWithContents(html, [])
    collector = _HeadingCollector(prefix)
    with_ids = _PIECE.sub(collector.add, html)
    if len(collector.headings) < LEAST:
        return TextWithContents(html, [])
    return TextWithContents(with_ids, collector.headings)


class _HeadingCollector:
    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.headings: list[Heading] = []
        self.quotation_depth = 0

    def add(self, match: re.Match[str]) -> str:
        """What replaces the piece: a heading of the author gets its id."""
        piece, (tag, attributes, inner) = match[0], match.groups()
        if not tag:
            self.quotation_depth += -1 if piece.startswith("</") else 1
            return piece
        words = markup.words_in_html(inner)
        if self.quotation_depth or not words or len(self.headings) == MOST:
            return piece
        heading = Heading(tag, f"{self.prefix}-{len(self.headings) + 1}", words)
        self.headings.append(heading)
        return f'<{tag} id="{heading.id}"{attributes}>{inner}</{tag}>'
