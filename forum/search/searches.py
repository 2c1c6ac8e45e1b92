"""Search by relevance or by date, with the results grouped by topic, room and member.

The index returns only the newest matches, at most MAX_CANDIDATES of each kind. A common word
therefore costs the same in a million posts as in a thousand. Our own code ranks the candidates
(scoring.py), so both databases give the same order. The query itself leaves out what the reader
may not see (models.py: visible_to), so no limit, count or link depends on a hidden row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models.functions import Substr

from collective_brain.i18n.folding import fold
from collective_brain.web.numbers import numbers_in_key
from forum.search.filters import SearchFilters
from forum.search.interpretations import Interpretation, interpret
from forum.search.models import Entry, EntryQuerySet, Kind
from forum.search.query_parser import Query
from forum.search.references import Reference, find_references
from forum.search.result_groups import (
    GroupKey,
    Hit,
    ResultGroup,
    build_result_groups,
    visible_group_keys,
)
from forum.search.scoring import score, term_positions, words_without_stems

GROUPS_PER_PAGE = 10  # of a search by relevance
ENTRIES_PER_PAGE = 30  # of a search by date
MAX_CANDIDATES = {(Kind.TOPIC, Kind.MEMBER): 200, (Kind.POST,): 300, (Kind.MESSAGE,): 150}
MAX_TITLE_CANDIDATES = 150
# Of a member with another name: a profile is short, so each of its words weighs much.
PROFILE_WEIGHT = 0.7
SCORED_CHARACTERS = 2000  # of the words of an entry; the score ignores the rest


@dataclass
class SearchResults:
    """One page of results."""

    groups: list[ResultGroup]
    count: int = (
        0  # the number of groups on all pages; 0 for a search by date, which counts nothing
    )
    next_key: str = ""  # the parameter `after` of the next page; "" on the last page
    is_truncated: bool = False  # There are more matches, older than those that were compared.
    # What the search looked for; it may differ from what somebody typed.
    interpretation: Interpretation = field(default_factory=lambda: Interpretation(Query()))
    references: list[Reference] = field(default_factory=list)

    @property
    def corrected_words(self) -> list[tuple[str, str]]:
        """(word as typed, word found) of each correction; found as the first result writes it."""
        corrections = self.interpretation.query.corrections
        return [(typed, _with_accents(word, self.groups)) for typed, word in corrections]


def search_by_relevance(
    query: Query, filters: SearchFilters, reader: Any, *, after: str = ""
) -> SearchResults:
    """The best results first. ValueError: `after` is not the `next_key` of a page."""
    interpretation = interpret(query, filters, reader)
    results = _page_by_relevance(interpretation, filters, reader, after)
    results.interpretation = interpretation
    if filters == SearchFilters() and not after:
        results.references = find_references(interpretation.query, reader)
    return results


def search_by_date(
    query: Query, filters: SearchFilters, reader: Any, *, after: str = ""
) -> SearchResults:
    """All results, the newest first. ValueError: `after` is not the `next_key` of a page.

    A topic is on a later page again if that page has older matches in it.
    """
    interpretation = interpret(query, filters, reader)
    query = interpretation.query
    from_key, before_key = filters.key_range
    if after:
        before_key = min(before_key, _parse_rank(f"0.{after}")[1])
    must_look_up_kinds = bool(filters.kind) or not query.required_terms
    kinds = filters.selected_kinds(Kind.values) if must_look_up_kinds else ()
    entries = Entry.objects.visible_to(reader).matching(
        query,
        filters.word_groups(kinds),
        limit=ENTRIES_PER_PAGE + 1,
        max_missing=interpretation.max_missing,
        from_key=from_key,
        before_key=before_key,
    )
    rows = _read_rows(entries)
    page = rows[:ENTRIES_PER_PAGE]
    hits_by_group = _hits_by_group([_hit(row, query) for row in page])
    groups = build_result_groups(
        query, list(hits_by_group), hits_by_group, reader, hits_per_group=ENTRIES_PER_PAGE
    )
    next_key = str(page[-1].pk) if len(rows) > ENTRIES_PER_PAGE else ""
    return SearchResults(groups, next_key=next_key, interpretation=interpretation)


def _page_by_relevance(
    interpretation: Interpretation, filters: SearchFilters, reader: Any, after: str
) -> SearchResults:
    query = interpretation.query
    visible = Entry.objects.visible_to(reader)
    hits, is_truncated = _candidates(interpretation, filters, visible)
    hits_by_group = _hits_by_group(sorted(hits, key=lambda hit: hit.rank, reverse=True))
    rank_by_group = {key: group_hits[0].rank for key, group_hits in hits_by_group.items()}
    visible_keys = visible_group_keys(hits_by_group, reader)
    ordered_keys = sorted(visible_keys, key=lambda key: rank_by_group[key], reverse=True)
    count = len(ordered_keys)
    if after:
        last_rank = _parse_rank(after)
        ordered_keys = [key for key in ordered_keys if rank_by_group[key] < last_rank]
    page = ordered_keys[:GROUPS_PER_PAGE]
    has_next_page = len(ordered_keys) > GROUPS_PER_PAGE
    next_key = "{}.{}".format(*rank_by_group[page[-1]]) if has_next_page else ""
    groups = build_result_groups(query, page, hits_by_group, reader)
    return SearchResults(groups, count, next_key, is_truncated)


def _candidates(
    interpretation: Interpretation, filters: SearchFilters, visible: EntryQuerySet
) -> tuple[list[Hit], bool]:
    """The newest matches of each kind, and whether a kind has more of them than its limit.

    A kind with more matches also gets the matches in titles, because these are the most relevant.
    """
    rows: list[Any] = []
    is_truncated = False
    # The index reads every position of every word of a phrase, so a phrase costs more in each row.
    divisor = 3 if interpretation.query.has_phrase else 1
    for kinds, most in MAX_CANDIDATES.items():
        limit = most // divisor
        newest = _newest_of_kinds(kinds, limit, interpretation, filters, visible)
        is_truncated = is_truncated or len(newest) == limit
        rows += newest
    if is_truncated:
        rows += _newest_of_kinds(
            (Kind.TOPIC, Kind.MEMBER),
            MAX_TITLE_CANDIDATES // divisor,
            interpretation,
            filters,
            visible,
            in_title=True,
        )
    row_by_pk = {row.pk: row for row in rows}
    return [_hit(row, interpretation.query) for row in row_by_pk.values()], is_truncated


def _newest_of_kinds(
    kinds: Iterable[str],
    limit: int,
    interpretation: Interpretation,
    filters: SearchFilters,
    visible: EntryQuerySet,
    *,
    in_title: bool = False,
) -> Sequence[Any]:
    selected_kinds = filters.selected_kinds(kinds)
    if not selected_kinds:
        return []
    from_key, before_key = filters.key_range
    entries = visible.matching(
        interpretation.query,
        filters.word_groups(selected_kinds),
        limit=limit,
        in_title=in_title,
        max_missing=interpretation.max_missing,
        from_key=from_key,
        before_key=before_key,
    )
    return _read_rows(entries)


def _read_rows(entries: EntryQuerySet) -> Sequence[Any]:
    fields = ("pk", "kind", "key", "topic_id", "room_id", "language", "title")
    scored_words = Substr("words", 1, SCORED_CHARACTERS)
    return list(entries.values_list(*fields, scored_words, named=True))


def _hit(row: Any, query: Query) -> Hit:
    title, body = words_without_stems(row.title), words_without_stems(row[-1])
    terms = query.required_terms
    value = score(title, body, terms, row.language)
    if row.kind == Kind.MEMBER and not any(
        term_positions(title, term, row.language) for term in terms
    ):
        value = round(value * PROFILE_WEIGHT)
    return Hit(value, row.pk, row.kind, row.key, _group_key(row))


def _group_key(row: Any) -> GroupKey:
    if row.kind == Kind.MEMBER:
        return "member", row.key
    return ("topic", row.topic_id) if row.topic_id else ("room", row.room_id)


def _hits_by_group(hits: Iterable[Hit]) -> dict[GroupKey, list[Hit]]:
    """The hits of each group, in the order of `hits`."""
    groups: dict[GroupKey, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.group_key, []).append(hit)
    return groups


def _with_accents(word: str, groups: Iterable[ResultGroup]) -> str:
    """A folded word with the accents that it has in a result."""
    for group in groups:
        snippets = [group.title, group.about, *(item.snippet for item in group.items)]
        for part in chain.from_iterable(snippets):
            if part.is_hit and fold(part.text) == word:
                return part.text.lower()
    return word


def _parse_rank(text: str) -> tuple[int, int]:
    """The score and the entry key in "3200.17"."""
    hit_score, entry_key = numbers_in_key(text, 2)
    return hit_score, entry_key
