"""Separate what the author of a mail wrote from quotations and signatures, line by line.

Each line gets a kind. A marker (an attribution, or a block of headers) before lines quoted with
">" belongs to these lines; a marker before a text without ">" begins a repeated message, and all
below it is trimmed. The text between quotations is an answer to them: then the quotations stay.
When in doubt a line is kept: a superfluous line is better than a lost word of the author.
"""

import re
from dataclasses import dataclass

from forum.mail.reading.attributions import attribution_length
from forum.mail.reading.header_blocks import RULE, header_block_length, header_kinds
from forum.mail.reading.signatures import is_device_line, signature_end

# Longer texts are cut by the reader of the mail. Lines beyond this number are kept as they are.
MOST_LINES_READ = 5_000

MOST_LINES_OF_QUOTED_MARKER = 12

TEXT, EMPTY, QUOTE, MARKER, SIGNATURE = "teqms"
QUOTED = re.compile(r"^(?:>(?!:$)|[A-Z]{1,3}>)")
QUOTE_SIGNS = re.compile(r"^(?:> ?){1,20}")
FENCE = re.compile(r"^(?:`{3,}|~{3,})")
SPACES = re.compile(r"[\s\u00a0\u2007\u202f\u200b\u200e\u200f\u2060\ufeff]+")


@dataclass(frozen=True)
class Trimmed:
    """The author's text, and the quotations and signatures that were removed from it."""

    kept: str
    removed: str


def trim(text: str) -> Trimmed:
    """The author's text of a mail."""
    lines = re.split(r"\r\n|\r|\n", text)
    lines, beyond = lines[:MOST_LINES_READ], lines[MOST_LINES_READ:]
    plain = [SPACES.sub(" ", line).strip() for line in lines]
    lines = [line.rstrip() if seen else "" for line, seen in zip(lines, plain, strict=True)]
    keep = _kept_lines(plain)
    kept = [line for line, kept in zip(lines, keep, strict=True) if kept] + beyond
    removed = [line for line, kept in zip(lines, keep, strict=True) if not kept]
    return Trimmed(_joined(kept), _joined(removed))


def has_own_text(text: str) -> bool:
    """Whether the author of a mail wrote anything above, between or below quotations.

    Only an unquoted message below headers or "Ana wrote:" is the message that is answered.
    """
    plain = [SPACES.sub(" ", line).strip() for line in text.splitlines()[:MOST_LINES_READ]]
    kinds = line_kinds(plain)
    own = [
        kind
        for kind, line in zip(kinds, plain, strict=True)
        if kind in (MARKER, QUOTE) or (kind == TEXT and not is_device_line(line))
    ]
    shape = re.sub(r"(.)\1+", r"\1", "".join(own))
    return TEXT in shape and shape != MARKER + TEXT


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")


def _kept_lines(lines: list[str]) -> list[bool]:
    kinds = line_kinds(lines)
    end = _begin_of_repeated_message(kinds)
    kinds = kinds[:end] + MARKER * (len(kinds) - end)
    kinds = _without_trailing(kinds, lines)
    first_answer = _begin_of_answer_below(kinds)
    return [index >= first_answer and kind in "teq" for index, kind in enumerate(kinds)]


def line_kinds(lines: list[str]) -> str:
    """One letter for each line: text, empty, quote, marker or signature."""
    kinds = [EMPTY if not line else QUOTE if QUOTED.match(line) else TEXT for line in lines]
    code = _code_lines(lines)
    for index in code:
        kinds[index] = TEXT
    _mark_markers(lines, kinds, code)
    _mark_signatures(lines, kinds, code)
    return "".join(kinds)


def _code_lines(lines: list[str]) -> set[int]:
    """The lines of closed blocks of code, which are the author's whatever they look like."""
    fences = [index for index, line in enumerate(lines) if FENCE.match(line)]
    code: set[int] = set()
    for begin, end in zip(fences[::2], fences[1::2], strict=False):
        code.update(range(begin, end + 1))
    return code


def _mark_markers(lines: list[str], kinds: list[str], code: set[int]) -> None:
    follows, headers = _quote_follows(kinds), header_kinds(lines)
    index = 0
    while index < len(lines):
        length = 0
        if kinds[index] == TEXT and index not in code:
            length = header_block_length(lines, headers, index) or attribution_length(
                lines, index, quote_follows=follows
            )
        for marked in range(index, index + length):
            kinds[marked] = MARKER
        index += max(length, 1)


def _quote_follows(kinds: list[str]) -> list[bool]:
    follows, quoted = [], False
    for kind in reversed(kinds):
        follows.append(quoted)
        if kind != EMPTY:
            quoted = kind == QUOTE
    return follows[::-1]


def _mark_signatures(lines: list[str], kinds: list[str], code: set[int]) -> None:
    stop = len(lines)
    for index in range(len(lines) - 1, -1, -1):
        if kinds[index] in (QUOTE, MARKER) or index in code:
            stop = index
        elif kinds[index] == TEXT:
            for marked in range(index, signature_end(lines, index, stop)):
                kinds[marked] = SIGNATURE


def _begin_of_repeated_message(kinds: str) -> int:
    """The first marker below the author's text that a text without ">" follows."""
    text = kinds.find(TEXT)
    for marker in re.finditer(r"m[em]*", kinds):
        below = kinds[marker.end() : marker.end() + 1]
        if below == TEXT and 0 <= text < marker.start():
            return marker.start()
    return len(kinds)


def _without_trailing(kinds: str, lines: list[str]) -> str:
    """Mark what is below the last line of the author: quotations, rules, lines of phones."""
    last = _last_own_line(kinds, lines)
    if last < 0:
        return kinds
    below = kinds[last + 1 :].replace(TEXT, SIGNATURE)
    if MARKER in kinds or _quotes_a_mail(lines[last + 1 :]):
        below = below.replace(QUOTE, MARKER)
    return kinds[: last + 1] + below


def _quotes_a_mail(lines: list[str]) -> bool:
    """Whether lines with ">" below the text contain a marker; else the author may cite a text."""
    quoted = [QUOTE_SIGNS.sub("", line) for line in lines if line][:MOST_LINES_OF_QUOTED_MARKER]
    kinds = [TEXT if line else EMPTY for line in quoted]
    _mark_markers(quoted, kinds, set())
    return MARKER in kinds


def _last_own_line(kinds: str, lines: list[str]) -> int:
    for index in range(len(kinds) - 1, -1, -1):
        if kinds[index] == TEXT and not (is_device_line(lines[index]) or RULE.match(lines[index])):
            return index
    return -1


def _begin_of_answer_below(kinds: str) -> int:
    """Where the author's text begins if it is below one introduced quotation, else 0."""
    answer = re.match(r"[eq]*m[emqs]*(?=t[te]*[sme]*$)", kinds)
    quoted = answer and QUOTE in answer[0]
    return answer.end() if answer and quoted else 0
