"""Highlight the terms of a query in a text, and cut out the snippet around most of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forum.search.query_parser import Term
from forum.search.scoring import term_positions
from forum.search.tokenizer import tokens

SNIPPET_LENGTH = 220  # characters, approximately
_CONTEXT_BEFORE = 60  # characters before the first hit
Span = tuple[int, int]  # start and end in a text


@dataclass(frozen=True)
class TextPart:
    text: str
    is_hit: bool = False


def highlight(text: str, terms: Iterable[Term], language: str) -> list[TextPart]:
    """The whole of `text` in parts."""
    return list(_text_parts(text, _hit_spans(text, terms, language), (0, len(text))))


def build_snippet(text: str, terms: Iterable[Term], language: str) -> list[TextPart]:
    """About two lines of `text`, in parts, from where most of the terms are close together."""
    hits = _hit_spans(text, terms, language)
    start, end = _snippet_span(text, [hit_start for hit_start, _hit_end in hits])
    before, after = "… " if start else "", " …" if end < len(text) else ""
    parts = [TextPart(before), *_text_parts(text, hits, (start, end)), TextPart(after)]
    return [part for part in parts if part.text]


def _hit_spans(text: str, terms: Iterable[Term], language: str) -> list[Span]:
    """The span of each word that belongs to a term, in their order."""
    text_tokens = list(tokens(text))
    words = [word for word, _start, _end in text_tokens]
    hit_indexes: set[int] = set()
    for term in terms:
        next_index = 0  # Occurrences of a phrase can overlap. Each word is added once.
        for position in term_positions(words, term, language):
            end_index = position + (len(term.words) if term.is_exact else 1)
            hit_indexes.update(range(max(position, next_index), end_index))
            next_index = end_index
    return sorted({text_tokens[index][1:] for index in hit_indexes})


def _snippet_span(text: str, hit_starts: list[int]) -> Span:
    """About SNIPPET_LENGTH characters, cut between words where possible."""
    first_hit = _start_of_densest_hits(hit_starts)
    start = 0
    if first_hit > _CONTEXT_BEFORE:
        start = min(text.find(" ", first_hit - _CONTEXT_BEFORE) + 1, first_hit)
    last_possible_end = start + SNIPPET_LENGTH
    if last_possible_end >= len(text):
        return start, len(text)
    end = text.rfind(" ", start, last_possible_end)
    return start, end if end > first_hit else last_possible_end


def _start_of_densest_hits(hit_starts: list[int]) -> int:
    """The hit that most other hits follow within a snippet. The first of equals; 0 without hits.

    hit_starts: in ascending order. One pass: `last` only moves forward.
    """
    densest, most_hits, last = 0, 0, 0
    for index, start in enumerate(hit_starts):
        end = start + SNIPPET_LENGTH - _CONTEXT_BEFORE
        while last < len(hit_starts) and hit_starts[last] < end:
            last += 1
        if last - index > most_hits:
            densest, most_hits = start, last - index
    return densest


def _text_parts(text: str, hits: list[Span], span: Span) -> Iterator[TextPart]:
    """The parts of `text` inside `span`. Hits that are next to each other are one part."""
    position, end = span
    inside = [hit for hit in hits if position <= hit[0] and hit[1] <= end]
    for hit_start, hit_end in _joined_spans(inside):
        yield TextPart(text[position:hit_start])
        yield TextPart(text[hit_start:hit_end], is_hit=True)
        position = hit_end
    yield TextPart(text[position:end])


def _joined_spans(hits: list[Span]) -> list[Span]:
    """Spans that overlap, or that have at most a comma and a space between them, as one."""
    joined: list[Span] = []
    for start, end in hits:
        if joined and start - joined[-1][1] <= len(", "):
            start, last_end = joined.pop()
            end = max(end, last_end)
        joined.append((start, end))
    return joined
