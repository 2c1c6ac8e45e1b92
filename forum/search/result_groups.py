"""From what was found to what is shown: groups with extracts, read from the rows as they are now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from accounts.models import Member
from forum.chat.models import Message, Room
from forum.contributions.models import REMOVED
from forum.search.indexing import profile_language
from forum.search.models import Kind
from forum.search.query_parser import Query
from forum.search.scoring import TextPart, build_snippet, highlight
from forum.topics.models import Post, Topic

HITS_PER_GROUP = 3  # posts or messages shown of a group
GroupKey = tuple[str, int]  # ("topic", 17), ("room", 3) or ("member", 8)
_ITEMS: dict[str, Any] = {Kind.POST: Post, Kind.MESSAGE: Message}


class Hit(NamedTuple):
    score: int
    pk: int
    kind: str
    key: int
    place: GroupKey


@dataclass
class ResultItem:
    """A post or message that fits."""

    item: Post | Message
    build_snippet: list[TextPart]


@dataclass
class ResultGroup:
    """A topic, room or member with what was found there. about: an extract of a topic's first post, or a profile."""

    place: Any
    kind: str  # "topic", "room" or "member"
    title: list[TextPart]
    about: list[TextPart] = field(default_factory=list)
    about_language: str = ""
    found: list[ResultItem] = field(default_factory=list)
    more: int = 0  # hits that are not shown


def visible_group_keys(places: Iterable[GroupKey], reader: Any) -> set[GroupKey]:
    """The places among these that `reader` may see."""
    return {
        (kind, key)
        for kind, rows in _readable(places, reader)
        for key in rows.values_list("pk", flat=True)
    }


def build_result_groups(
    query: Query,
    shown: list[GroupKey],
    hits: dict[GroupKey, list[Hit]],
    reader: Any,
    *,
    each: int = HITS_PER_GROUP,
) -> list[ResultGroup]:
    """The places of one page as `reader` sees them, at most `each` posts or messages in each."""
    places = {(kind, row.pk): row for kind, rows in _readable(shown, reader) for row in rows}
    shown = [place for place in shown if place in places]
    written = {place: [hit for hit in hits[place] if hit.kind in _ITEMS] for place in shown}
    items = _items(hit for some in written.values() for hit in some[:each])
    firsts = _firsts(key for kind, key in shown if kind == "topic" and _is_hit(hits[kind, key]))
    groups = []
    for place in shown:
        group = _group(query, place, places[place], firsts)
        found = [
            items[hit.kind, hit.key]
            for hit in written[place][:each]
            if (hit.kind, hit.key) in items
        ]
        for item in found:
            setattr(item, place[0], group.place)  # its topic or its room
        group.found = [
            ResultItem(item, build_snippet(item.text, query.wanted, item.language))
            for item in found
        ]
        group.more = max(0, len(written[place]) - each)
        if found or place[0] == "member" or _is_hit(hits[place]):
            groups.append(group)
    return groups


def _readable(places: Iterable[GroupKey], reader: Any) -> Iterator[tuple[str, Any]]:
    """(kind, rows that `reader` may see) for each kind there is among `places`."""
    doors: dict[str, Any] = {
        "topic": Topic.objects.visible_to(reader).select_related("theme"),
        "room": Room.objects.visible_to(reader).with_theme_and_topic(),
        "member": Member.objects.listed_to(reader),
    }
    keys: dict[str, list[int]] = {}
    for kind, key in places:
        keys.setdefault(kind, []).append(key)
    return ((kind, doors[kind].filter(pk__in=some)) for kind, some in keys.items())


def _is_hit(hits: list[Hit]) -> bool:
    """Whether the topic itself fits, by its title and first post."""
    return any(hit.kind == Kind.TOPIC for hit in hits)


def _group(query: Query, place: GroupKey, row: Any, firsts: dict[int, Post]) -> ResultGroup:
    kind, key = place
    terms = query.wanted
    if kind == "member":
        about = " · ".join(
            filter(None, (row.organisation, row.country_name, " ".join(row.bio.split())))
        )
        title = highlight(row.get_full_name(), terms, profile_language(row))
        return ResultGroup(row, kind, title, build_snippet(about, terms, profile_language(row)))
    if kind == "room":
        return ResultGroup(row, kind, [TextPart(row.title)])
    group = ResultGroup(row, kind, highlight(row.title, terms, row.language))
    if first := firsts.get(key):
        first.topic = row
        group.about, group.about_language = (
            build_snippet(first.text, terms, first.language),
            first.language,
        )
    return group


def _items(hits: Iterable[Hit]) -> dict[tuple[str, int], Post | Message]:
    """(kind, key): what is still there of the posts and messages that were found."""
    asked = list(hits)
    found: dict[tuple[str, int], Post | Message] = {}
    for kind, model in _ITEMS.items():
        if keys := [hit.key for hit in asked if hit.kind == kind]:
            rows = (
                model.objects.filter(pk__in=keys)
                .exclude(REMOVED)
                .with_body()
                .select_related("author")
            )
            found |= {(kind, row.pk): row for row in rows}
    return found


def _firsts(topic_ids: Iterable[int]) -> dict[int, Post]:
    found = Post.objects.filter(topic__in=list(topic_ids), number=1).exclude(REMOVED).with_body()
    return {post.topic_id: post for post in found}
