"""Names that look like another name: the skeletons of Unicode Technical Standard 39.

A skeleton has the letters that a reader sees, without accents and capitals. "|" stands for what
can be read as I, l or 1: "ILO", "lLO" and "1L0" look alike, and "Lio" does not.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from collective_brain.i18n.folding import fold_name

DATA = Path(__file__).parent / "data" / "look_alikes.txt"
_ASCII_LOOK_ALIKES = str.maketrans({"I": "|", "l": "|", "1": "|", "0": "o"})
_LETTER_PAIRS = (("rn", "m"), ("vv", "w"))
_READ_AS = {"i", "l", "|"}


def looks_like(text: str, others: Iterable[str]) -> bool:
    """Whether `text` looks like one of `others` as a whole; spaces and punctuation do not count."""
    seen = skeleton(text)
    return bool(seen) and any(_is_alike(seen, skeleton(other)) for other in others)


def has_word_like(text: str, words: Iterable[str]) -> bool:
    """Whether a word of `text`, or all of it together, looks like one of `words`."""
    return any(looks_like(word, words) for word in (text, *re.split(r"[\W_]+", text)))


def contains_like(text: str, parts: Iterable[str]) -> bool:
    """Whether `text` contains something that looks like one of `parts`."""
    seen = skeleton(text)
    return any(
        _is_alike(seen[start : start + len(part)], part)
        for part in map(skeleton, parts)
        for start in range(len(seen) - len(part) + 1)
    )


def skeleton(text: str) -> str:
    """The letters and digits that a reader sees in `text`."""
    # Before decomposing, too: Unicode decomposes some look-alikes to a letter of another shape.
    seen = unicodedata.normalize("NFKD", text.translate(_letter_by_look_alike()))
    seen = seen.translate(_letter_by_look_alike())
    folded = fold_name(seen.translate(_ASCII_LOOK_ALIKES)).translate(_letter_by_look_alike())
    letters = "".join(char for char in folded if char.isalnum() or char == "|")
    for pair, letter in _LETTER_PAIRS:
        letters = letters.replace(pair, letter)
    return letters


def _is_alike(one: str, other: str) -> bool:
    return len(one) == len(other) and all(
        a == b or ("|" in (a, b) and {a, b} <= _READ_AS) for a, b in zip(one, other, strict=True)
    )


@cache
def _letter_by_look_alike() -> dict[int, str]:
    """For str.translate()."""
    letters: dict[int, str] = {}
    for line in DATA.read_text().splitlines():
        if not line.startswith("#"):
            letter, look_alikes = line.split(" ")
            letters |= {ord(char): letter for char in look_alikes}
    return letters
