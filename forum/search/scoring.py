"""Where the terms of a query stand in words, the same for the order of results and for the marks in their extracts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from forum.search.full_text_expressions import RESERVED_LETTER
from forum.search.query_parser import Term
from forum.search.tokenizer import stem, tokens

SNIPPET_LENGTH = 220  # characters, about
_BEFORE = 60  # of them before the first hit


@dataclass(frozen=True)
class TextPart:
    """A piece of an extract; hit: it is what was looked for."""

    text: str
    hit: bool = False


def term_positions(words: Sequence[str], term: Term, language: str) -> list[int]:
    """Where in `words`, of a text in `language`, the term begins."""
    if not term.exact:
        wanted = term.stems[language]
        first = wanted[0]  # which no stemmer changes: most words need no look at their stem
        alike = (place for place, word in enumerate(words) if word[0] == first)
        return [place for place in alike if stem(words[place], language) == wanted]
    length, phrase = len(term.words), list(term.words)
    starts = (place for place, word in enumerate(words) if word == phrase[0])
    return [place for place in starts if list(words[place : place + length]) == phrase]


def score(title: Sequence[str], body: Sequence[str], terms: Sequence[Term], language: str) -> int:
    """How well an entry answers, in thousandths; it depends on the entry and the query alone.

    A word in the title counts three times one in the text, a word said often more than once, the very word more than
    another form of it; a title that says little else, and words that stand close together, count on top.
    """
    if not terms:
        return 0
    in_title = [term_positions(title, term, language) for term in terms]
    in_body = [term_positions(body, term, language) for term in terms]
    found = 3.0 * sum(bool(hits) for hits in in_title)
    found += sum(len(hits) / (len(hits) + 0.5 + len(body) / 250) for hits in in_body)
    found += sum(0.4 * (term.words[0] in title or term.words[0] in body) for term in terms)
    total = found / len(terms)
    if all(in_title):
        total += 2 * min(1, sum(map(len, in_title)) / len(title))
    if len(terms) > 1 and all(in_body):
        total += len(terms) / _span(in_body)
    return round(1000 * total)


def words_without_stems(text: str) -> list[str]:
    """The words of an entry's field, without the stems after them."""
    return [word for word in text.split() if RESERVED_LETTER not in word]


def highlight(text: str, terms: Iterable[Term], language: str) -> list[TextPart]:
    """The whole `text` in parts, with its hits."""
    return list(_parts(text, _hits(text, terms, language), 0, len(text)))


def build_snippet(text: str, terms: Iterable[Term], language: str) -> list[TextPart]:
    """About two lines of `text`, where most of the terms stand together, in parts."""
    hits = _hits(text, terms, language)
    start, end = _window(text, [start for start, _end in hits])
    before, after = "… " if start else "", " …" if end < len(text) else ""
    parts = _parts(text, hits, start, end)
    return [part for part in (TextPart(before), *parts, TextPart(after)) if part.text]


def _span(hits: list[list[int]]) -> int:
    """The fewest words in a row that have a hit of every term."""
    marks = sorted((place, term) for term, places_ in enumerate(hits) for place in places_)
    last: dict[int, int] = {}
    best = marks[-1][0] - marks[0][0] + 1
    for place, term in marks:
        last[term] = place
        if len(last) == len(hits):
            best = min(best, place - min(last.values()) + 1)
    return max(best, 1)


def _hits(text: str, terms: Iterable[Term], language: str) -> list[tuple[int, int]]:
    """(start, end) of each word that is a hit, in order."""
    found = list(tokens(text))
    words = [word for word, _start, _end in found]
    spans = (
        found[place : place + len(term.words)]
        for term in terms
        for place in term_positions(words, term, language)
    )
    return sorted({(start, end) for _word, start, end in chain.from_iterable(spans)})


def _window(text: str, starts: list[int]) -> tuple[int, int]:
    """From a word's beginning to a word's end, about EXTRACT characters."""
    best = (
        max(
            starts,
            key=lambda start: (
                sum(start <= other < start + SNIPPET_LENGTH - _BEFORE for other in starts),
                -start,
            ),
        )
        if starts
        else 0
    )
    start = 0 if best <= _BEFORE else text.find(" ", best - _BEFORE) + 1
    start = start if start <= best else best
    end = (
        len(text)
        if start + SNIPPET_LENGTH >= len(text)
        else text.rfind(" ", start, start + SNIPPET_LENGTH)
    )
    return start, end if end > best else min(len(text), start + SNIPPET_LENGTH)


def _parts(text: str, hits: list[tuple[int, int]], start: int, end: int) -> Iterable[TextPart]:
    at = start
    for begins, ends in hits:
        if begins < at or ends > end:
            continue
        yield TextPart(text[at:begins])
        yield TextPart(text[begins:ends], hit=True)
        at = ends
    yield TextPart(text[at:end])
