"""What search answers: results grouped by topic, room and member; suggestions; topics like a title.

The lookup gives the newest that fit, at most so many of each kind (MOST), so that a common word in a million posts
costs as much as in a thousand; the order is ours (finding.score), the same on both databases. What is shown is read
from the visible rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.functions import Substr

from forum.search.full_text_expressions import MAX_KEY, filter_word
from forum.search.models import Entry, Kind, first_key_at
from forum.search.query_parser import Query, Term
from forum.search.result_groups import (
    GroupKey,
    Hit,
    ResultGroup,
    build_result_groups,
    visible_group_keys,
)
from forum.search.scoring import score, words_without_stems
from forum.search.tokenizer import STOP_WORDS, words
from forum.topics.models import Topic

GROUPS_PER_PAGE = 10  # groups on a page, best first
ENTRIES_PER_PAGE = 30  # entries on a page, newest first
MAX_CANDIDATES = {(Kind.TOPIC, Kind.MEMBER): 200, (Kind.POST,): 300, (Kind.MESSAGE,): 150}
MAX_TITLE_CANDIDATES = 150
SCORED_CHARACTERS = 2000  # characters of an entry's words that its score looks at


@dataclass(frozen=True)
class Filters:
    """What results must be besides fitting the query; since, before: moments. author_ids: one of these.

    within: the name of a topic's or a room's line.
    """

    kind: str = ""
    theme_id: int | None = None
    language: str = ""
    community: str = ""
    author_ids: tuple[int, ...] | None = None
    within: str = ""
    since: datetime | None = None
    before: datetime | None = None

    def marks(self, kinds: Iterable[str]) -> list[list[str]]:
        groups = [[filter_word(kind) for kind in kinds]]
        groups += [[filter_word("theme", self.theme_id)]] if self.theme_id else []
        groups += [[filter_word("in", self.language)]] if self.language else []
        groups += [[filter_word("from", self.community)]] if self.community else []
        groups += [[filter_word("by", key) for key in self.author_ids]] if self.author_ids else []
        groups += [[filter_word(self.within.replace(":", ""))]] if self.within else []
        return groups

    def kinds(self, among: Iterable[str]) -> list[str]:
        return [kind for kind in among if self.kind in ("", kind)]

    @property
    def keys(self) -> tuple[int, int]:
        """The range of entries' keys in the time asked for."""
        return first_key_at(self.since) if self.since else 0, first_key_at(
            self.before
        ) if self.before else MAX_KEY


@dataclass
class Results:
    """groups of one page; count: of all pages, 0 where nobody counts; next: the key after which the next page begins.

    more: there are older ones that were not compared. partly: nothing has all the words, these have all but one.
    """

    groups: list[ResultGroup]
    count: int = 0
    next: str = ""
    more: bool = False
    partly: bool = False


def search_by_relevance(query: Query, filters: Filters, reader: Any, *, after: str = "") -> Results:
    """The best answers. after: the key from the page before; raises ValueError for one that is none."""
    results = _best(query, filters, reader, after)
    if results.count or len(query.wanted) < 2:
        return results
    results = _best(query, filters, reader, after, but_one=True)
    results.partly = True
    return results


def _best(
    query: Query, filters: Filters, reader: Any, after: str, *, but_one: bool = False
) -> Results:
    hits, more = _candidates(query, filters, but_one)
    groups = _grouped(hits)
    order = sorted(
        visible_group_keys(groups, reader), key=lambda place: groups[place][0][:2], reverse=True
    )
    count = len(order)
    if after:
        bound = _two_numbers(after)
        order = [place for place in order if groups[place][0][:2] < bound]
    shown = order[:GROUPS_PER_PAGE]
    following = "{}.{}".format(*groups[shown[-1]][0][:2]) if len(order) > GROUPS_PER_PAGE else ""
    return Results(build_result_groups(query, shown, groups, reader), count, following, more)


def search_by_date(query: Query, filters: Filters, reader: Any, *, after: str = "") -> Results:
    """All answers, newest first; a topic comes again where it has older ones. after: as in `best`."""
    since, before = filters.keys
    before = min(before, _two_numbers(f"0.{after}")[1]) if after else before
    marks = filters.marks(filters.kinds(Kind.values))
    if query.wanted and not filters.kind:
        marks = marks[1:]  # of any kind: nothing to look up
    rows = list(
        _rows(
            Entry.objects.found(query, marks, most=ENTRIES_PER_PAGE + 1, since=since, before=before)
        )
    )
    groups = _grouped([_hit(row, query) for row in rows[:ENTRIES_PER_PAGE]], by_score=False)
    following = str(rows[ENTRIES_PER_PAGE - 1].pk) if len(rows) > ENTRIES_PER_PAGE else ""
    return Results(
        build_result_groups(query, list(groups), groups, reader, each=ENTRIES_PER_PAGE),
        next=following,
    )


def topics_with_similar_titles(
    title: str, reader: Any, language: str, *, most: int = 5
) -> list[Topic]:
    """Visible topics whose titles share words with `title`, the most alike first.

    language: of the title; among equals, topics in it come first.
    """
    terms = [Term((word,)) for word in dict.fromkeys(words(title[:300])) if word not in STOP_WORDS][
        :12
    ]
    if not terms:
        return []
    rows = list(_rows(Entry.objects.topics_with_any_term(terms, most=MAX_TITLE_CANDIDATES)))
    hits = {row.key: _shared(row, terms) for row in rows}
    rarity = {term: 1 / (1 + sum(term in shared for shared in hits.values())) for term in terms}
    enough = [key for key, shared in hits.items() if len(shared) >= min(2, len(terms))]
    topics = Topic.objects.visible_to(reader).select_related("theme").in_bulk(enough)

    def likeness(topic: Topic) -> tuple[float, bool, int]:
        return sum(rarity[term] for term in hits[topic.pk]), topic.language == language, topic.pk

    return sorted(topics.values(), key=likeness, reverse=True)[:most]


# --- candidates ---


def _candidates(query: Query, filters: Filters, but_one: bool) -> tuple[list[Hit], bool]:
    """What fits, at most so much of each kind, and whether there is more of one."""
    since, before = filters.keys
    how: dict[str, Any] = {"since": since, "before": before, "but_one": but_one}
    rows: dict[int, Any] = {}
    more = False
    for among, most in MAX_CANDIDATES.items():
        if kinds := filters.kinds(among):
            marks = filters.marks(kinds)
            found = _rows(Entry.objects.found(query, marks, most=most, **how))
            rows |= {row.pk: row for row in found}
            more = more or len(found) == most
    if more and (kinds := filters.kinds((Kind.TOPIC, Kind.MEMBER))):
        titled = Entry.objects.found(
            query, filters.marks(kinds), most=MAX_TITLE_CANDIDATES, titles=True, **how
        )
        rows |= {row.pk: row for row in _rows(titled)}
    return [_hit(row, query) for row in rows.values()], more


def _rows(entries: Any) -> Sequence[Any]:
    fields = ("pk", "kind", "key", "topic_id", "room_id", "language", "title")
    return list(entries.values_list(*fields, Substr("words", 1, SCORED_CHARACTERS), named=True))


def _hit(row: Any, query: Query) -> Hit:
    value = score(
        words_without_stems(row.title), words_without_stems(row[-1]), query.wanted, row.language
    )
    place = ("topic", row.topic_id) if row.topic_id else ("room", row.room_id)
    return Hit(
        value, row.pk, row.kind, row.key, ("member", row.key) if row.kind == Kind.MEMBER else place
    )


def _shared(row: Any, terms: list[Term]) -> set[Term]:
    title = words_without_stems(row.title)
    return {term for term in terms if score(title, [], [term], row.language) >= 3000}


def _grouped(hits: list[Hit], *, by_score: bool = True) -> dict[GroupKey, list[Hit]]:
    """The hits of each place, the best (or as they came) first."""
    groups: dict[GroupKey, list[Hit]] = {}
    for hit in sorted(hits, reverse=True) if by_score else hits:
        groups.setdefault(hit.place, []).append(hit)
    return groups


def _two_numbers(key: str) -> tuple[int, int]:
    first, second = key.split(".")
    if not (key.isascii() and len(key) < 40):
        raise ValueError(key)
    return int(first), int(second)
