"""Compare the words of a quotation with the text of the post that it names.

Both are compared as Markdown, so that no formatting hides or strikes out a word. Every word has
its level of quotation: what Ana quotes from Ben are not the words of Ana.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from forum.markup.quotations import find_quotations
from forum.markup.text_cleaning import clean_text

_QUOTE_SIGNS = re.compile(r"[ \t]*(?:>[ \t]*)*")
_AUTHOR = re.compile(r"\[@([^\]]{1,64})\]")
_MARK = "\x01"  # clean_text removes it from texts
CHECKED_CLASS = "checked"


class QuotedText(NamedTuple):
    """post: topic id and number. username: of the author, as the quotation gives it.

    words: to compare with comparable_words().
    """

    post: tuple[int, int]
    username: str
    words: str


def mark_genuine_quotations(
    tokens: Sequence[Token], source: str, is_genuine: Callable[[QuotedText], bool]
) -> None:
    """Give the class "checked" to each quotation that `is_genuine` accepts."""
    lines = source.split("\n")
    for quotation in find_quotations(tokens):
        link_line = lines[quotation.link_line]
        depth = link_line.partition("[")[0].count(">")
        author = _AUTHOR.search(link_line)
        quoted_lines = lines[quotation.link_line + 1 : quotation.end_line]
        words = _words(quoted_lines, outer_depth=depth)
        if author and _has_letters(words):
            username = author[1].replace("\\", "")
            if is_genuine(QuotedText(quotation.post, username, words)):
                quotation.token.attrJoin("class", CHECKED_CLASS)


def comparable_words(source: str) -> str:
    return _words(clean_text(source).split("\n"), outer_depth=0)


def contains_words(text: str, words: str) -> bool:
    """Whether `words` stand in `text` together and whole. Both are comparable words."""
    start = text.find(words)
    while start >= 0:
        following = text[start + len(words) : start + len(words) + 1]
        if not following.isalnum() and following != "_":
            return True
        start = text.find(words, start + 1)
    return False


def _words(lines: Sequence[str], *, outer_depth: int) -> str:
    """The words of `lines`, each after its level of quotation and with one space between two."""
    words = []
    for line in lines:
        signs = _QUOTE_SIGNS.match(line)
        end = signs.end() if signs else 0
        depth = max(0, line[:end].count(">") - outer_depth)
        words += [f"{depth}{_MARK}{word}" for word in line[end:].split()]
    return " ".join(words)


def _has_letters(words: str) -> bool:
    return any(char.isalpha() for char in words)
