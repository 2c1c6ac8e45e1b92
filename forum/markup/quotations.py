"""Quotations: Markdown that keeps a link to the post it quotes, so that it can be emptied when that goes.

> [@ana](/topics/17/3)
>
> The words of Ana.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from forum.markup import cost_limits, parsers
from forum.markup.text_cleaning import clean_text

GONE = "[…]"
_ADDRESS = re.compile(r"/topics/(\d{1,18})/(\d{1,18})\Z", re.ASCII)
# Up to the sign that opens the quotation: "> ", "- > ", "> 1. > ".
_OPENING = re.compile(r"(.*?>[ \t]*)\[")


def quote(text: str, *, username: str, url: str) -> str:
    """Markdown that quotes `text`, with a blank line after it for the answer.

    url: the path of the quoted post, /topics/<id>/<number>.
    """
    lines = [
        f"[@{username.replace('_', chr(92) + '_')}]({url})",
        "",
        *clean_text(text).strip("\n").split("\n"),
    ]
    return "".join(f"> {line}".rstrip() + "\n" for line in lines) + "\n"


def append_quotation(text: str, quotation: str) -> str:
    """`text`, when there is any, and after it `quotation`."""
    before = text.rstrip("\n")
    return f"{before}\n\n{quotation}" if before else quotation


def quoted_posts(source: str) -> set[tuple[int, int]]:
    """(topic id, number) of every post that `source` quotes, at any depth."""
    return (
        {target for target, _start, _end in _quotations(_parse(source))} if ">" in source else set()
    )


def redact_quotation(source: str, topic_id: int, number: int) -> str:
    """`source` with the words quoted from that post replaced by […]; their link line stays."""
    text = clean_text(source)
    lines = text.split("\n")
    found = [
        (start, end)
        for target, start, end in _quotations(_parse(text))
        if target == (topic_id, number)
    ]
    for start, end in reversed(_outermost(found)):
        lines[start + 1 : end] = _emptied(lines[start], lines[end : end + 1])
    return "\n".join(lines)


def _parse(source: str) -> list[Token]:
    cost_limits.check_length(source, cost_limits.POST_LIMITS)
    return parsers.POST_PARSER.parse(clean_text(source), parsers.parser_environment())


def _quotations(tokens: Sequence[Token]) -> Iterator[tuple[tuple[int, int], int, int]]:
    """Each quotation: its target, the line of its link, and the line after its end; lines count from 0."""
    for opening, paragraph, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (opening.type, paragraph.type) != ("blockquote_open", "paragraph_open"):
            continue
        target = _target(inline.children or [])
        if target and opening.map and inline.map:
            yield target, inline.map[0], opening.map[1]


def _target(line: Sequence[Token]) -> tuple[int, int] | None:
    """What a first line that is only a link "@handle" leads to."""
    closing = next((i for i, token in enumerate(line) if token.type == "link_close"), 0)
    words = "".join(token.content for token in line[1:closing])
    if not words.startswith("@") or line[0].type != "link_open":
        return None
    if line[closing + 1 :] and not line[closing + 1].type.endswith("break"):
        return None
    address = _ADDRESS.match(str(line[0].attrs["href"]))
    return (int(address[1]), int(address[2])) if address else None


def _outermost(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """`spans` (start, end) in their order, less those inside another."""
    outer: list[tuple[int, int]] = []
    for start, end in spans:
        if not outer or start >= outer[-1][1]:
            outer.append((start, end))
    return outer


def _emptied(link_line: str, following: Sequence[str]) -> list[str]:
    """The lines to stand after `link_line`; a blank one last where the next would be read as part of them."""
    opening = _OPENING.match(link_line)
    prefix = re.sub(r"[^>\s]", " ", opening[1]) if opening else "> "
    outside = prefix[: prefix.rindex(">")].rstrip()
    divider = [outside] if following and following[0].strip(" \t>") else []
    return [prefix.rstrip(), prefix + GONE, *divider]
