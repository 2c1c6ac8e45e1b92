"""From what was found to what is shown: groups with extracts, read from the rows as they are now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from accounts.models import Member
from forum.chat.models import Message, Room
from forum.numbering.models import GONE
from forum.search.finding import Part, extract, marked
from forum.search.index import language_of
from forum.search.models import Kind
from forum.search.query import Query
from forum.topics.models import Post, Topic

EACH = 3  # posts or messages shown of a group


class Hit(NamedTuple):
    score: int
    pk: int
    kind: str
    key: int
    place: tuple[str, int]  # ("topic", 17), ("room", 3) or ("member", 8)


@dataclass
class Found:
    """A post or message that fits."""

    item: Post | Message
    extract: list[Part]


@dataclass
class Group:
    """A topic, room or member with what was found there. about: an extract of a topic's first post, or a profile."""

    place: Any
    kind: str  # "topic", "room" or "member"
    title: list[Part]
    about: list[Part] = field(default_factory=list)
    about_language: str = ""
    found: list[Found] = field(default_factory=list)
    more: int = 0  # hits that are not shown


def visible(places: Iterable[tuple[str, int]], reader: Any) -> dict[tuple[str, int], Any]:
    """The places among these that `reader` may see."""
    visible: dict[str, Any] = {
        "topic": Topic.objects.visible_to(reader).select_related("theme"),
        "room": Room.objects.visible_to(reader).with_place(),
        "member": Member.objects.listed_to(reader),
    }
    found: dict[tuple[str, int], Any] = {}
    for kind, rows in visible.items():
        keys = [key for one, key in places if one == kind]
        if keys:
            found |= {(kind, row.pk): row for row in rows.filter(pk__in=keys)}
    return found


def as_groups(
    query: Query,
    shown: list[tuple[str, int]],
    hits: dict[tuple[str, int], list[Hit]],
    places: dict[tuple[str, int], Any],
    *,
    each: int = EACH,
) -> list[Group]:
    """The places of one page, at most `each` posts or messages in each."""
    picked = {place: [hit for hit in hits[place] if hit.kind in (Kind.POST, Kind.MESSAGE)] for place in shown}
    posts = _posts(hit.key for some in picked.values() for hit in some[:each] if hit.kind == Kind.POST)
    firsts = _firsts(
        key for place in shown for kind, key in [place] if kind == "topic" and _is_hit(hits[place])
    )
    messages = _messages(
        hit.key for some in picked.values() for hit in some[:each] if hit.kind == Kind.MESSAGE
    )
    groups = []
    for place in shown:
        group = _group(query, place, places[place], firsts)
        rows = posts if place[0] == "topic" else messages
        found = [rows[hit.key] for hit in picked[place][:each] if hit.key in rows]
        group.found = [Found(item, extract(item.text, query.wanted, item.language)) for item in found]
        group.more = max(0, len(picked[place]) - each)
        if found or place[0] == "member" or _is_hit(hits[place]):
            groups.append(group)
    return groups


def _is_hit(hits: list[Hit]) -> bool:
    """Whether the topic itself fits, by its title and first post."""
    return any(hit.kind == Kind.TOPIC for hit in hits)


def _group(query: Query, place: tuple[str, int], row: Any, firsts: dict[int, Post]) -> Group:
    kind, key = place
    terms = query.wanted
    if kind == "member":
        about = " · ".join(filter(None, (row.organisation, row.country_name, " ".join(row.bio.split()))))
        title = marked(row.get_full_name(), terms, language_of(row))
        return Group(row, kind, title, extract(about, terms, language_of(row)))
    if kind == "room":
        return Group(row, kind, [Part(row.title)])
    group = Group(row, kind, marked(row.title, terms, row.language))
    if first := firsts.get(key):
        first.topic = row
        group.about, group.about_language = extract(first.text, terms, first.language), first.language
    return group


def _posts(keys: Iterable[int]) -> dict[int, Post]:
    found = Post.objects.filter(pk__in=list(keys)).exclude(GONE).for_reading()
    return {post.pk: post for post in found.select_related("author", "topic")}


def _firsts(topic_ids: Iterable[int]) -> dict[int, Post]:
    found = Post.objects.filter(topic__in=list(topic_ids), number=1).exclude(GONE).for_reading()
    return {post.topic_id: post for post in found.select_related("author")}


def _messages(keys: Iterable[int]) -> dict[int, Message]:
    found = Message.objects.filter(pk__in=list(keys)).exclude(GONE).for_reading()
    return {message.pk: message for message in found.select_related("author", "room")}
