"""Quotations of posts in Markdown.

A quotation begins with a link to its post, so that its words can be removed with the post:

> [@ana](/topics/17/3)
>
> The words of Ana.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from forum.markup import cost_limits, parsers
from forum.markup.text_cleaning import clean_text

REDACTED = "[…]"
_POST_URL = re.compile(r"/topics/(\d{1,18})/(\d{1,18})\Z", re.ASCII)
# The beginning of a line up to the link. It ends with a quotation sign: "> ", "- > ", "> 1. > ".
_LINE_PREFIX = re.compile(r"(.*?>[ \t]*)\[")


class Quotation(NamedTuple):
    """One quotation in a source. Lines are counted from 0."""

    post: tuple[int, int]  # topic id, number
    link_line: int
    end_line: int  # the first line after the quotation
    token: Token  # blockquote_open


def quote(text: str, *, username: str, url: str) -> str:
    """Return Markdown that quotes `text`, with a blank line after it for the reply.

    url: the path of the quoted post, /topics/<id>/<number>.
    """
    escaped_username = username.replace("_", "\\_")
    text_lines = clean_text(text).strip("\n").split("\n")
    lines = [f"[@{escaped_username}]({url})", "", *text_lines]
    return "".join(f"> {line}".rstrip() + "\n" for line in lines) + "\n"


def append_quotation(text: str, quotation: str) -> str:
    """Return `quotation` after `text`, or alone if `text` is empty."""
    before = text.rstrip("\n")
    return f"{before}\n\n{quotation}" if before else quotation


def quoted_posts(source: str) -> set[tuple[int, int]]:
    """Return (topic id, number) of every post that `source` quotes, at any depth."""
    if not _may_quote(source):
        return set()
    return {quotation.post for quotation in find_quotations(_parse(source))}


def redact_quotations(source: str, posts: Collection[tuple[int, int]]) -> str:
    """Return `source` with […] instead of the words quoted from `posts`. The links stay.

    posts: (topic id, number) of each.
    """
    if not _may_quote(source):
        return source
    text = clean_text(source)
    lines = text.split("\n")
    of_posts = [quotation for quotation in find_quotations(_parse(text)) if quotation.post in posts]
    # The last one comes first, so that the line numbers of the others stay right.
    for quotation in reversed(_outermost(of_posts)):
        following = lines[quotation.end_line : quotation.end_line + 1]
        redacted = _redacted_lines(lines[quotation.link_line], following)
        lines[quotation.link_line + 1 : quotation.end_line] = redacted
    return "\n".join(lines)


def _may_quote(source: str) -> bool:
    """Whether `source` is worth parsing (up to 0.5 s). Entities and backslashes can hide a URL."""
    return ">" in source and ("/topics/" in source or "&" in source or "\\" in source)


def _parse(source: str) -> list[Token]:
    cost_limits.check_length(source, cost_limits.POST_LIMITS)
    return parsers.POST_PARSER.parse(clean_text(source), parsers.parser_environment())


def find_quotations(tokens: Sequence[Token]) -> Iterator[Quotation]:
    """The quotations of posts in a parsed source, at any depth, in the order of the text."""
    for blockquote, paragraph, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (blockquote.type, paragraph.type) != ("blockquote_open", "paragraph_open"):
            continue
        post = _linked_post(inline.children or [])
        if post and blockquote.map and inline.map:
            yield Quotation(
                post, link_line=inline.map[0], end_line=blockquote.map[1], token=blockquote
            )


def _linked_post(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """Return the post that the first line links to, if the line is only a link "@username"."""
    link_close = _first_link_close(tokens)
    text = "".join(token.content for token in tokens[1:link_close])
    if not text.startswith("@") or tokens[0].type != "link_open":
        return None
    after_link = tokens[link_close + 1 :]
    if after_link and not after_link[0].type.endswith("break"):
        return None
    match = _POST_URL.match(str(tokens[0].attrs["href"]))
    return (int(match[1]), int(match[2])) if match else None


def _first_link_close(tokens: Sequence[Token]) -> int:
    """Return the index of the first end of a link, or 0 if there is none."""
    for index, token in enumerate(tokens):
        if token.type == "link_close":
            return index
    return 0


def _outermost(quotations: Sequence[Quotation]) -> list[Quotation]:
    """Return `quotations` without those inside another one. They are in the order of the text."""
    outermost: list[Quotation] = []
    for quotation in quotations:
        if not outermost or quotation.link_line >= outermost[-1].end_line:
            outermost.append(quotation)
    return outermost


def _redacted_lines(link_line: str, following: Sequence[str]) -> list[str]:
    """Return the lines to put after `link_line` instead of the quoted words.

    following: the line after the quotation, if there is one. A blank line is put before it, if the
    parser would read it as a part of the quotation.
    """
    match = _LINE_PREFIX.match(link_line)
    prefix = re.sub(r"[^>\s]", " ", match[1]) if match else "> "
    outer_prefix = prefix[: prefix.rindex(">")].rstrip()
    has_text_after = bool(following and following[0].strip(" \t>"))
    blank_lines = [outer_prefix] if has_text_after else []
    return [prefix.rstrip(), prefix + REDACTED, *blank_lines]
