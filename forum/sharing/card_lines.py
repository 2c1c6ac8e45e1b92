"""Break a text into the lines of a picture."""

import re

from forum.sharing.card_texts import font

# French has a space between a word and these signs, where no line ends.
_BREAK = re.compile("(?<!«) (?![?!:;»])")
# (pixels of the letters, lines): the first row that holds the title is used.
TITLE_SIZES = ((76, 3), (64, 4), (54, 4))


def title_lines(title: str, width: int) -> tuple[int, list[str]]:
    """(size, lines): the largest letters that fit. The end of a longer title is cut."""
    for size, most in TITLE_SIZES:
        lines = _wrapped(title, size, width)
        if len(lines) <= most:
            return size, lines
    return size, [*lines[: most - 1], _cut(lines[most - 1], size, width)]


def one_line(text: str, size: int, width: int) -> str:
    first, *more = _wrapped(text, size, width)
    return _cut(first, size, width) if more else first


def _wrapped(text: str, size: int, width: int) -> list[str]:
    lines, line = [], ""
    for word in _BREAK.split(text):
        longer = f"{line} {word}".strip()
        if _fits(longer, size, width):
            line = longer
            continue
        *whole_lines, rest = _pieces(word, size, width)
        lines += [line, *whole_lines] if line else whole_lines
        line = rest
    return [*lines, line]


def _pieces(word: str, size: int, width: int) -> list[str]:
    """The word, broken wherever a line is full."""
    pieces = [""]
    for character in word:
        if pieces[-1] and not _fits(pieces[-1] + character, size, width):
            pieces.append("")
        pieces[-1] += character
    return pieces


def _cut(line: str, size: int, width: int) -> str:
    while line and not _fits(f"{line}…", size, width):
        line = line[:-1]
    return f"{line.rstrip()}…"


def _fits(text: str, size: int, width: int) -> bool:
    return font(size).getlength(text) <= width
