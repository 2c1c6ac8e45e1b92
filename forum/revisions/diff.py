"""What changed between two texts, word by word, at a bounded cost.

Lines first, then the words of those that changed. What the budget does not suffice for is shown as replaced as a
whole, which is right, only coarser.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

from forum.revisions.alignment import StepBudget, align, consecutive_runs

SAME, GONE, NEW = "same", "gone", "new"
MOST_PIECES = 3_000  # of a comparison; the page stays light
LIKE_ENOUGH = (
    0.25  # of the longer text; with less in common, its words one by one would be a puzzle
)
CONTEXT = 2  # unchanged lines shown beside a change
FOLDED_FROM = 8  # unchanged lines, from which on the middle is folded

# Written without spaces: each character (with its marks) is compared like a word.
_NO_SPACES = "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
_NO_SPACES += "\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"


class Piece(NamedTuple):
    kind: str  # SAME, GONE or NEW
    text: str

    @property
    def shown(self) -> str:
        """The text; a change of line ends or spaces alone gets a sign, for it would not be seen."""
        if self.kind == SAME or self.text.strip():
            return self.text
        return self.text.replace(" ", "·").replace("\n", "¶\n") or self.text


@dataclass
class Block:
    """Lines that belong together: unchanged, folded (unchanged and far from a change), or changed."""

    pieces: list[Piece]
    folded: int = 0  # how many lines

    @property
    def changed(self) -> bool:
        return any(piece.kind != SAME for piece in self.pieces)

    @property
    def old(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != NEW]

    @property
    def new(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != GONE]


def compare(old: str, new: str) -> list[Block]:
    """`old` to `new` in blocks, in the order of reading."""
    budget = StepBudget()
    before, after = old.split("\n"), new.split("\n")
    blocks: list[Block] = []
    for kind, lines, others in _segments(before, after, budget):
        blocks += (
            _folded(lines, first=not blocks) if kind == SAME else _changed(lines, others, budget)
        )
    if sum(len(block.pieces) for block in blocks) > MOST_PIECES:
        return [Block([Piece(kind, text) for kind, text in ((GONE, old), (NEW, new)) if text])]
    return _unfolded_at_the_end(blocks)


def _segments(
    before: Sequence[str], after: Sequence[str], budget: StepBudget
) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """(SAME, lines, lines) and ("changed", old lines, new lines) in turn."""
    pairs = align(budget.numbered(before), budget.numbered(after), budget)
    at, to = 0, 0
    for i, j, length in chain(consecutive_runs(pairs), [(len(before), len(after), 0)]):
        if (i, j) != (at, to):
            yield "changed", before[at:i], after[to:j]
        if length:
            yield SAME, before[i : i + length], after[j : j + length]
        at, to = i + length, j + length


def _changed(lines: Sequence[str], others: Sequence[str], budget: StepBudget) -> list[Block]:
    """Line by line where as many came as went, else as one."""
    if len(lines) == len(others):
        return [Block(_words(one, other, budget)) for one, other in zip(lines, others, strict=True)]
    if lines and others:
        return [Block(_words("\n".join(lines), "\n".join(others), budget))]
    kind = GONE if lines else NEW
    return [Block([Piece(kind, "\n".join(lines or others) or "\n")])]


def _folded(lines: Sequence[str], *, first: bool) -> list[Block]:
    """Unchanged lines; the middle of many is folded, and so is the beginning of the text."""
    if len(lines) < FOLDED_FROM:
        return [Block([Piece(SAME, "\n".join(lines))])]
    head = [] if first else [Block([Piece(SAME, "\n".join(lines[:CONTEXT]))])]
    middle = lines[0 if first else CONTEXT : -CONTEXT]
    tail = Block([Piece(SAME, "\n".join(lines[-CONTEXT:]))])
    return [*head, Block([Piece(SAME, "\n".join(middle))], folded=len(middle)), tail]


def _unfolded_at_the_end(blocks: list[Block]) -> list[Block]:
    """Nothing follows the last lines, so they are folded with those before them."""
    if len(blocks) > 1 and blocks[-2].folded and not blocks[-1].changed:
        middle, tail = blocks[-2:]
        text = f"{middle.pieces[0].text}\n{tail.pieces[0].text}"
        blocks[-2:] = [Block([Piece(SAME, text)], folded=middle.folded + CONTEXT)]
    return blocks


# --- words ---


def _words(old: str, new: str, budget: StepBudget) -> list[Piece]:
    whole = [Piece(kind, text) for kind, text in ((GONE, old), (NEW, new)) if text]
    budget.steps -= (
        100  # what a comparison costs before its search, or ten thousand small ones would be dear
    )
    if budget.steps < 0:
        return whole
    before, after = words(old), words(new)
    pairs = align(budget.numbered(before), budget.numbered(after), budget)
    if sum(len(before[i]) for i, _ in pairs) < LIKE_ENOUGH * max(len(old), len(new)):
        return whole
    return _readable(_pieces(before, after, pairs))


def words(text: str) -> list[str]:
    """`text` in pieces that are compared whole: words, signs, spaces, line ends; joined they are `text`."""
    return _token().findall(text)


@cache
def _token() -> re.Pattern[str]:
    marks = _marks() + "\ufe0e\ufe0f\U0001f3fb-\U0001f3ff"
    glued = rf"[{marks}]*(?:\u200d.[{marks}]*)*"
    return re.compile(
        rf"\n|[^\S\n]+|[{_NO_SPACES}]{glued}|(?:(?![{_NO_SPACES}])[\w{marks}\u200c\u200d])+|.{glued}",
        re.DOTALL,
    )


def _marks() -> str:
    """Accents and vowel signs that stand on the character before them, for a class of a regular expression."""
    found = [code for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M"]
    edges = [
        found[0],
        *(edge for one, two in pairwise(found) if two > one + 1 for edge in (one, two)),
        found[-1],
    ]
    return "".join(
        f"{chr(first)}-{chr(last)}" for first, last in zip(edges[::2], edges[1::2], strict=True)
    )


def _pieces(
    before: Sequence[str], after: Sequence[str], pairs: Sequence[tuple[int, int]]
) -> list[Piece]:
    found: list[Piece] = []
    at, to = 0, 0
    for i, j, length in chain(consecutive_runs(pairs), [(len(before), len(after), 0)]):
        parts = (GONE, before[at:i]), (NEW, after[to:j]), (SAME, before[i : i + length])
        found += [Piece(kind, "".join(tokens)) for kind, tokens in parts if tokens]
        at, to = i + length, j + length
    return found


def _readable(pieces: list[Piece]) -> list[Piece]:
    """With what is shorter than the changes on both its sides made part of them: "the" is no landmark."""
    spans: list[tuple[str, str, str]] = []  # what went, what came, what stayed after them
    for piece in pieces:
        gone, new, same = spans.pop() if spans and not spans[-1][2] else ("", "", "")
        spans.append(
            (
                gone + piece.text * (piece.kind == GONE),
                new + piece.text * (piece.kind == NEW),
                same + piece.text * (piece.kind == SAME),
            )
        )
    merged: list[tuple[str, str, str]] = []
    for gone, new, same in spans:
        if merged and (merged[-1][0] or merged[-1][1]):
            last_gone, last_new, between = merged[-1]
            least = min(max(len(last_gone), len(last_new)), max(len(gone), len(new)))
            if not between.strip() or (len(between) <= least and "\n" not in between):
                merged[-1] = (last_gone + between + gone, last_new + between + new, same)
                continue
        merged.append((gone, new, same))
    kinds = (GONE, NEW, SAME)
    return [
        Piece(kind, text) for span in merged for kind, text in zip(kinds, span, strict=True) if text
    ]
