"""Parse what somebody typed into terms: words, "exact phrases" and -excluded words.

Everything else in a query is text. There are no other operators.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from forum.search.stemmer import LANGUAGES, stem
from forum.search.stop_words import STOP_WORDS
from forum.search.tokenizer import is_cjk_character, words, words_with_hyphens_joined

MAX_CHARACTERS = 300  # The parser does not read what follows.
MAX_WORDS = 10  # in all terms together; each word of a phrase costs as much as a term
_QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_PHRASE_OR_WORD = re.compile(r'(-?)"([^"]*)"|(-?)([^\s"]+)')


@dataclass(frozen=True)
class Variant:
    """Words that an entry may have instead of the word of a term.

    With a language, the entry must have the stems of all these words in that language, in any
    order. Without a language, it must have these words as written, one after the other.
    """

    language: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """One word in any of its forms, or, if `is_exact`, words exactly as typed in a row."""

    words: tuple[str, ...]
    is_exact: bool = False
    is_excluded: bool = False
    variants: tuple[Variant, ...] = ()

    @cached_property
    def stem_by_language(self) -> dict[str, str]:
        """The stem that the word of an inexact term has in a text of each language."""
        return {language: stem(self.words[0], language) for language in LANGUAGES}


@dataclass(frozen=True)
class Query:
    terms: tuple[Term, ...] = ()
    is_cut: bool = False  # Somebody typed more than the search looks for.
    # The terms of the glossary that the search also looks for, as a page shows them.
    also_searched: tuple[str, ...] = ()
    # (word as typed, word that the search looks for instead), both folded
    corrections: tuple[tuple[str, str], ...] = ()
    max_characters, max_words = MAX_CHARACTERS, MAX_WORDS

    @property
    def required_terms(self) -> list[Term]:
        return [term for term in self.terms if not term.is_excluded]

    @property
    def excluded_terms(self) -> list[Term]:
        return [term for term in self.terms if term.is_excluded]

    @property
    def inexact_terms(self) -> list[Term]:
        """The terms that the search may widen or correct, in the order in which they were typed."""
        return [term for term in self.terms if not (term.is_excluded or term.is_exact)]

    def with_terms_replaced(self, new_terms: dict[Term, Term]) -> "Query":
        return replace(self, terms=tuple(new_terms.get(term, term) for term in self.terms))

    @property
    def has_phrase(self) -> bool:
        return any(len(term.words) > 1 for term in self.required_terms)


def parse_query(typed: str) -> Query:
    """Never fails: a query without a word or a number has no terms."""
    text = typed[:MAX_CHARACTERS].translate(_QUOTATION_MARKS)
    terms = _without_stop_words(list(dict.fromkeys(_terms(text))))
    kept = list(_within_limit(terms))
    return Query(tuple(kept), is_cut=len(typed) > MAX_CHARACTERS or kept != terms)


def _within_limit(terms: list[Term]) -> Iterator[Term]:
    """The first terms, up to MAX_WORDS words. The last phrase may lose words at its end."""
    remaining = MAX_WORDS
    for term in terms:
        kept_words = term.words[:remaining]
        if not kept_words:
            return
        remaining -= len(kept_words)
        yield replace(term, words=kept_words)


def _without_stop_words(terms: list[Term]) -> list[Term]:
    """A query that consists of stop words only keeps them."""
    meaningful = [
        term
        for term in terms
        if term.is_excluded or term.is_exact or term.words[0] not in STOP_WORDS
    ]
    return terms if all(term.is_excluded for term in meaningful) else meaningful


def _terms(text: str) -> Iterator[Term]:
    for phrase_minus, phrase, word_minus, piece in _PHRASE_OR_WORD.findall(text):
        is_excluded = bool(phrase_minus or word_minus)
        term_words = tuple(words(phrase) if phrase else words_with_hyphens_joined(piece))
        if not term_words:
            continue
        if phrase or (is_excluded and len(term_words) > 1):
            yield Term(term_words, is_exact=True, is_excluded=is_excluded)
            continue
        for part in _words_and_cjk_phrases(term_words):
            yield Term(part, is_exact=len(part) > 1, is_excluded=is_excluded)


def _words_and_cjk_phrases(term_words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Each word alone, but adjacent CJK characters together as a phrase."""
    characters: list[str] = []
    for word in term_words:
        if is_cjk_character(word):
            characters.append(word)
            continue
        if characters:
            yield tuple(characters)
            characters = []
        yield (word,)
    if characters:
        yield tuple(characters)
