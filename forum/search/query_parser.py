"""What somebody typed, as terms: words, "exact phrases", and -not. Whatever else it is, it is text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from forum.search.tokenizer import (
    LANGUAGES,
    STOP_WORDS,
    is_cjk_character,
    stem,
    words,
    words_with_hyphens_joined,
)

MAX_CHARACTERS = 300  # of what was typed; the rest is not read
MAX_TERMS = 10
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_PIECE = re.compile(r'(-?)"([^"]*)"|(-?)([^\s"]+)')


@dataclass(frozen=True)
class Term:
    """Words that stand one after the other. exact: as they are, else one word in any of its forms."""

    words: tuple[str, ...]
    exact: bool = False
    excluded: bool = False

    @cached_property
    def stems(self) -> dict[str, str]:
        """language -> the stem of a word that need not be exact: what it would be in a text of that language."""
        return {language: stem(self.words[0], language) for language in LANGUAGES}


@dataclass(frozen=True)
class Query:
    """terms: what has to be there, or must not; cut: whether more was typed than is looked for."""

    terms: tuple[Term, ...] = ()
    cut: bool = False
    most_letters, most_terms = MAX_CHARACTERS, MAX_TERMS

    @property
    def wanted(self) -> list[Term]:
        return [term for term in self.terms if not term.excluded]

    @property
    def excluded(self) -> list[Term]:
        return [term for term in self.terms if term.excluded]

    @property
    def has_phrase(self) -> bool:
        return any(len(term.words) > 1 for term in self.wanted)


def parse_query(typed: str) -> Query:
    """Never fails: without a word or number in it, the query has no terms."""
    read = typed[:MAX_CHARACTERS]
    terms = list(dict.fromkeys(_terms(read.translate(_QUOTES))))
    telling = [
        term for term in terms if term.excluded or term.exact or term.words[0] not in STOP_WORDS
    ]
    if any(not term.excluded for term in telling):
        terms = telling
    return Query(tuple(terms[:MAX_TERMS]), cut=len(typed) > len(read) or len(terms) > MAX_TERMS)


def _terms(text: str) -> Iterator[Term]:
    for minus, phrase, not_, piece in _PIECE.findall(text):
        excluded = bool(minus or not_)
        found = tuple(words(phrase) if phrase else words_with_hyphens_joined(piece))
        if not found:
            continue
        if phrase or (excluded and len(found) > 1):
            yield Term(found, exact=True, excluded=excluded)
        else:
            for part in _parts(found):
                yield Term(part, exact=len(part) > 1, excluded=excluded)


def _parts(found: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Word by word, but signs of a script without spaces together."""
    signs: list[str] = []
    for word in found:
        if is_cjk_character(word):
            signs.append(word)
            continue
        if signs:
            yield tuple(signs)
            signs = []
        yield (word,)
    if signs:
        yield tuple(signs)
