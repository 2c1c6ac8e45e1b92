"""Decide what a search looks for: the words as typed, or more than them if they find little.

Each step asks the index whether the reader can see an answer, so no step depends on a hidden text.
A page says which step it took.
"""

from dataclasses import dataclass, replace
from typing import Any

from forum.search.filters import SearchFilters
from forum.search.glossary import MAX_VARIANTS, Phrase, concepts_in
from forum.search.models import Entry, EntryQuerySet, Kind
from forum.search.query_parser import Query, Term, Variant
from forum.search.references import find_references
from forum.search.vocabulary import Word, is_correctable

ENOUGH = 10  # entries; a search with fewer is widened
MAX_WORDS_CHECKED = 5  # of one query; each costs about 15 ms
MAX_SIMILAR_WORDS = 10  # to look for instead of one misspelt word
MAX_COMPLETIONS = 8
MAX_PHRASES_SHOWN = 12


@dataclass(frozen=True)
class Interpretation:
    query: Query
    max_missing: int = 0  # terms that a result may lack


def interpret(query: Query, filters: SearchFilters, reader: Any) -> Interpretation:
    """The first of these with an answer: `query`, widened, corrected, with some terms missing."""
    if not query.inexact_terms:
        return Interpretation(query)
    visible = Entry.objects.visible_to(reader)
    count = _count(Interpretation(query), filters, visible)
    if count >= ENOUGH:
        return Interpretation(query)
    widened = with_synonyms_and_completion(query)
    if _count(Interpretation(widened), filters, visible) > count:
        return Interpretation(widened)
    if count:
        return Interpretation(query)
    corrected = with_spelling_corrected(query, visible, reader)
    best = with_synonyms_and_completion(corrected)
    term_count = len(best.required_terms)
    for max_missing in sorted({0, 1, term_count - 1}):
        interpretation = Interpretation(best, max_missing)
        if max_missing < term_count and _count(interpretation, filters, visible):
            return interpretation
    return Interpretation(query)


def with_synonyms_and_completion(query: Query) -> Query:
    """`query` with terms of the glossary that mean the same, and with its last word completed."""
    terms = query.inexact_terms
    new_terms: dict[Term, Term] = {}
    phrases: list[Phrase] = []
    for start, end, concept in concepts_in([term.words[0] for term in terms]):
        others = _other_phrases(concept, terms[start:end])
        variants = tuple(Variant(phrase.language, phrase.words) for phrase in others)
        for term in terms[start:end]:
            new_terms[term] = replace(term, variants=(*term.variants, *variants))
        phrases += others
    if terms and terms[-1] == query.terms[-1]:
        last = new_terms.get(terms[-1], terms[-1])
        new_terms[terms[-1]] = replace(last, variants=(*last.variants, *_completions(last)))
    also_searched = tuple(dict.fromkeys(phrase.text for phrase in phrases))[:MAX_PHRASES_SHOWN]
    return replace(query.with_terms_replaced(new_terms), also_searched=also_searched)


def with_spelling_corrected(query: Query, visible: EntryQuerySet, reader: Any) -> Query:
    """`query` with similar words for those that the reader can find nowhere."""
    new_terms: dict[Term, Term] = {}
    correctable = [term for term in query.inexact_terms if is_correctable(term.words[0])]
    for term in correctable[:MAX_WORDS_CHECKED]:
        if _is_known(term, visible, reader):
            continue
        if similar := _similar_terms(term, visible):
            others = tuple(Variant("", other.words) for other in similar[1:])
            new_terms[term] = replace(similar[0], variants=others)
    corrections = tuple((term.words[0], new.words[0]) for term, new in new_terms.items())
    return replace(query.with_terms_replaced(new_terms), corrections=corrections)


def _other_phrases(concept: tuple[Phrase, ...], terms: list[Term]) -> list[Phrase]:
    """The phrases of `concept` that `terms` do not find themselves."""
    others = []
    for phrase in concept:
        own = tuple(
            term.stem_by_language[phrase.language] if phrase.language else term.words[0]
            for term in terms
        )
        is_broader = set(phrase.words) < set(own)  # "union" for "trade union"
        if phrase.words != own and not is_broader:
            others.append(phrase)
    return others[:MAX_VARIANTS]


def _completions(term: Term) -> tuple[Variant, ...]:
    beginning = term.words[0]
    if not is_correctable(beginning):
        return ()
    longer_words = Word.objects.beginning_with(beginning)[:MAX_COMPLETIONS]
    return tuple(Variant("", (longer.word,)) for longer in longer_words)


def _is_known(term: Term, visible: EntryQuerySet, reader: Any) -> bool:
    return bool(find_references(Query((term,)), reader)) or _is_visible(term, visible)


def _similar_terms(term: Term, visible: EntryQuerySet) -> list[Term]:
    """The most similar words that the reader can find; several if they are equally similar.

    It runs the same queries whether or not there are candidates: their number tells nothing.
    """
    candidates = Word.objects.similar_to(term.words[0])[:MAX_SIMILAR_WORDS]
    visible_words = visible.words_among([word for _edits, word in candidates])
    similar = [(edits, word) for edits, word in candidates if word in visible_words]
    return [Term((word,)) for edits, word in similar if edits == similar[0][0]]


def _is_visible(term: Term, visible: EntryQuerySet) -> bool:
    """Whether the reader can see an entry that has the word."""
    return bool(_count(Interpretation(Query((term,))), SearchFilters(), visible, enough=1))


def _count(
    interpretation: Interpretation,
    filters: SearchFilters,
    visible: EntryQuerySet,
    *,
    enough: int = ENOUGH,
) -> int:
    """The visible entries that answer, counted up to `enough`."""
    kinds = filters.selected_kinds(Kind.values) if filters.kind else ()
    from_key, before_key = filters.key_range
    entries = visible.matching(
        interpretation.query,
        filters.word_groups(kinds),
        limit=enough,
        max_missing=interpretation.max_missing,
        from_key=from_key,
        before_key=before_key,
    )
    return len(entries.values_list("pk"))
