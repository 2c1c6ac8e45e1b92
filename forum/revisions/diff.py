"""Compare two texts word by word, at a bounded cost.

`compare` pairs the lines first, and then the words of the lines that changed. A part for which the
budget is too small is shown as replaced as a whole. That is correct, but less precise.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from forum.revisions.alignment import Pair, StepBudget, align, segments

SAME, DELETED, INSERTED = "same", "deleted", "inserted"
MAX_PIECES = 3_000  # of one comparison, so that the page stays small
# The part of the longer text that both must share. With less in common, single words would be
# confusing.
MIN_SIMILARITY = 0.25
CONTEXT_LINES = 2  # unchanged lines shown beside a change
MIN_FOLDED_LINES = 8  # the middle of so many unchanged lines is folded
STEPS_PER_WORD_COMPARISON = (
    100  # the cost before the search. Without it, 10,000 small ones cost much
)

# Scripts without spaces between words. Each character is compared like a word.
_NO_SPACES = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)


class Piece(NamedTuple):
    """A text that is the same in both, deleted or inserted."""

    kind: str  # SAME, DELETED or INSERTED
    text: str

    @property
    def visible_text(self) -> str:
        """The text, with signs for spaces and line ends if only these changed."""
        if self.kind == SAME or self.text.strip():
            return self.text
        return self.text.replace(" ", "·").replace("\n", "¶\n") or self.text


@dataclass
class Block:
    """Lines that are shown together: unchanged, folded or changed. Folded lines are unchanged."""

    pieces: list[Piece]
    folded_lines: int = 0

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != SAME for piece in self.pieces)

    @property
    def old_pieces(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != INSERTED]

    @property
    def new_pieces(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != DELETED]


def compare(old: str, new: str) -> list[Block]:
    """Return what changed from `old` to `new`, in the order of reading."""
    budget = StepBudget()
    old_lines, new_lines = old.split("\n"), new.split("\n")
    pairs = align(budget.to_numbers(old_lines), budget.to_numbers(new_lines), budget)
    blocks: list[Block] = []
    for segment in segments(pairs, len(old_lines), len(new_lines)):
        deleted, inserted = old_lines[segment.a_changed], new_lines[segment.b_changed]
        if deleted or inserted:
            blocks += _changed_blocks(deleted, inserted, budget)
        if unchanged := old_lines[segment.a_equal]:
            blocks += _unchanged_blocks(unchanged, is_beginning=not blocks)
    if sum(len(block.pieces) for block in blocks) > MAX_PIECES:
        return [Block(_replaced(old, new))]
    return _fold_end(blocks)


def _changed_blocks(
    old_lines: Sequence[str], new_lines: Sequence[str], budget: StepBudget
) -> list[Block]:
    """Compare line by line if the number of lines is equal, or else all lines together."""
    if len(old_lines) == len(new_lines):
        return [
            Block(_compare_words(old_line, new_line, budget))
            for old_line, new_line in zip(old_lines, new_lines, strict=True)
        ]
    if old_lines and new_lines:
        return [Block(_compare_words("\n".join(old_lines), "\n".join(new_lines), budget))]
    kind = DELETED if old_lines else INSERTED
    return [Block([Piece(kind, "\n".join(old_lines or new_lines) or "\n")])]


def _unchanged_blocks(lines: Sequence[str], *, is_beginning: bool) -> list[Block]:
    """Fold the lines that are far from a change. Nothing precedes the beginning of the text."""
    if len(lines) < MIN_FOLDED_LINES:
        return [_unchanged_block(lines)]
    head = [] if is_beginning else [_unchanged_block(lines[:CONTEXT_LINES])]
    middle = lines[0 if is_beginning else CONTEXT_LINES : -CONTEXT_LINES]
    tail = _unchanged_block(lines[-CONTEXT_LINES:])
    return [*head, _unchanged_block(middle, folded_lines=len(middle)), tail]


def _unchanged_block(lines: Sequence[str], *, folded_lines: int = 0) -> Block:
    return Block([Piece(SAME, "\n".join(lines))], folded_lines=folded_lines)


def _fold_end(blocks: list[Block]) -> list[Block]:
    """Fold the last lines of the text together with those before them. Nothing follows them."""
    if len(blocks) > 1 and blocks[-2].folded_lines and not blocks[-1].is_changed:
        middle, tail = blocks[-2:]
        lines = [middle.pieces[0].text, tail.pieces[0].text]
        folded_lines = middle.folded_lines + CONTEXT_LINES
        blocks[-2:] = [_unchanged_block(lines, folded_lines=folded_lines)]
    return blocks


# --- words ---


class _Span(NamedTuple):
    """A change, and the unchanged text after it. Each part can be empty."""

    deleted: str
    inserted: str
    same: str

    @property
    def change_length(self) -> int:
        return max(len(self.deleted), len(self.inserted))


def split_words(text: str) -> list[str]:
    """Split `text` into words, signs, spaces and line ends. Joined they are `text` again."""
    return _word_pattern().findall(text)


def _compare_words(old: str, new: str, budget: StepBudget) -> list[Piece]:
    budget.steps -= STEPS_PER_WORD_COMPARISON
    if budget.steps < 0:
        return _replaced(old, new)
    old_words, new_words = split_words(old), split_words(new)
    pairs = align(budget.to_numbers(old_words), budget.to_numbers(new_words), budget)
    common_length = sum(len(old_words[i]) for i, _ in pairs)
    if common_length < MIN_SIMILARITY * max(len(old), len(new)):
        return _replaced(old, new)
    spans = _merge_small_gaps(_spans(old_words, new_words, pairs))
    return [piece for span in spans for piece in _pieces(span)]


def _replaced(old: str, new: str) -> list[Piece]:
    return [Piece(kind, text) for kind, text in ((DELETED, old), (INSERTED, new)) if text]


def _pieces(span: _Span) -> list[Piece]:
    kinds = (DELETED, INSERTED, SAME)
    return [Piece(kind, text) for kind, text in zip(kinds, span, strict=True) if text]


def _spans(
    old_words: Sequence[str], new_words: Sequence[str], pairs: Sequence[Pair]
) -> Iterator[_Span]:
    for segment in segments(pairs, len(old_words), len(new_words)):
        span = _Span(
            deleted="".join(old_words[segment.a_changed]),
            inserted="".join(new_words[segment.b_changed]),
            same="".join(old_words[segment.a_equal]),
        )
        if any(span):
            yield span


def _merge_small_gaps(spans: Iterator[_Span]) -> list[_Span]:
    """Merge changes if the unchanged text between them is short, such as "the".

    A gap is short if it is not longer than the changes on both sides.
    """
    merged: list[_Span] = []
    for span in spans:
        if merged and _is_small_gap(merged[-1], span):
            last = merged.pop()
            span = _Span(
                deleted=last.deleted + last.same + span.deleted,
                inserted=last.inserted + last.same + span.inserted,
                same=span.same,
            )
        merged.append(span)
    return merged


def _is_small_gap(span: _Span, next_span: _Span) -> bool:
    """Whether `span` is a change and the unchanged text after it is short."""
    if not span.change_length:
        return False
    if not span.same.strip():
        return True
    shorter_change = min(span.change_length, next_span.change_length)
    return len(span.same) <= shorter_change and "\n" not in span.same


@cache
def _word_pattern() -> re.Pattern[str]:
    marks = _combining_marks() + "\ufe0e\ufe0f\U0001f3fb-\U0001f3ff"
    with_marks = rf"[{marks}]*(?:\u200d.[{marks}]*)*"
    line_end = r"\n"
    spaces = r"[^\S\n]+"
    character_of_no_spaces = rf"[{_NO_SPACES}]{with_marks}"
    word = rf"(?:(?![{_NO_SPACES}])[\w{marks}\u200c\u200d])+"
    sign = rf".{with_marks}"
    return re.compile("|".join([line_end, spaces, character_of_no_spaces, word, sign]), re.DOTALL)


def _combining_marks() -> str:
    """Return all accents and vowel signs, as ranges for a class of a regular expression."""
    ranges: list[tuple[int, int]] = []
    for code in range(0x300, 0x20000):
        if unicodedata.category(chr(code))[0] != "M":
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
