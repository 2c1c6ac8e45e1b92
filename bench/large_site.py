"""A believable large site: a few topics and rooms hold most of what is written, a few members write most of it.

Rows go straight into the tables, past the actions, because a million writes through them would take hours: so
nothing here is journalled or told to anybody. The same seed makes the same site; its last post is of today.
"""

from __future__ import annotations

import json
import random
import uuid
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Community, Member, Side
from bench import copying
from forum import demo, markup
from forum.chat.models import Message, Room
from forum.following.models import Level, Position, Reason, RoomPosition, ThemeFollow
from forum.notifications.models import Kind, Notification
from forum.themes.models import Theme
from forum.topics.listeners import recount
from forum.topics.models import MOST_ANSWERS, SPOKEN, Post, Topic

YEARS = 3
TEXTS = 3_000  # different ones; a body is drawn from them
LARGEST_TOPIC = 0.1  # of all posts
LARGEST_ROOM = 0.5  # of all messages
ANSWERING = 0.3  # of all posts
FOLLOWED = 10  # topics of an ordinary member
GREAT_FOLLOWERS = 20  # members
GREAT_FOLLOWED = 5_000  # topics of each of them
EMAIL = "member-{}@large.example.org"


@dataclass(frozen=True)
class Text:
    source: str
    html: str
    language: str


@dataclass
class Size:
    posts: int
    topics: int
    members: int
    messages: int


@dataclass
class Site:
    """What one step makes and the next ones need."""

    size: Size
    dice: random.Random
    now: datetime
    tell: Callable[[str, int, int], None]
    members: list[Member] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)

    def moment(self, place: int, of: int) -> datetime:
        """When the place-th of so many was written: evenly over the years, so that keys are in the order of time."""
        return self.now - timedelta(days=365 * YEARS) * (1 - (place + 1) / of)

    def writers(self, count: int) -> array[int]:
        """Places in `members`: one in ten writes most."""
        return array("l", (int(len(self.members) * self.dice.random() ** 3) for _each in range(count)))

    def nonce(self) -> uuid.UUID:
        return uuid.UUID(int=self.dice.getrandbits(128), version=4)

    def progress(self, what: str, count: int) -> Iterator[int]:
        for done in range(count):
            if done % 1_000 == 0:
                self.tell(what, done, count)
            yield done
        self.tell(what, count, count)


def fill(size: Size, *, seed: int, tell: Callable[[str, int, int], None]) -> None:
    """Make the site, all or nothing. tell: called with what is being written, how much of it is, and of how much."""
    site = Site(size, random.Random(seed), timezone.now(), tell)
    with transaction.atomic(durable=True):
        _members(site)
        _posts(site)
        _messages(site)
        _follows(site)
        _notifications(site)
        copying.settle(Member, Topic, Post, Room, Message, ThemeFollow, Position, RoomPosition, Notification)
    for theme_id in Theme.objects.values_list("pk", flat=True):
        recount(theme_id)


# --- members ---


def _members(site: Site) -> None:
    story = json.loads(Path(demo.DATA).read_text())["members"]
    given = [row["name"].removesuffix(" (demo)").split()[0] for row in story]
    family = [row["handle"].removeprefix("demo.").capitalize() for row in story]
    first = copying.next_key(Member)
    for place in range(site.size.members):
        row, other = story[place % len(story)], site.dice.randrange(len(story))
        site.members.append(
            Member(
                pk=first + place,
                email=EMAIL.format(first + place),
                handle=f"{family[other].lower()}.{first + place}",
                name=f"{given[place % len(story)]} {family[other]}",
                community=row["community"],
                side=row["side"] or (Side.WORKERS if row["community"] == Community.CONSTITUENT else ""),
                organisation=row["organisation"],
                country=row["country"],
                languages=row["languages"],
                joined_at=site.moment(place, site.size.members * 2),
            )
        )
    example = Member(password="!", email_confirmed_at=site.now, is_active=True)
    names = (
        "id",
        "email",
        "handle",
        "name",
        "community",
        "side",
        "organisation",
        "country",
        "languages",
        "joined_at",
    )
    rows = (
        {name: getattr(site.members[place], name) for name in names}
        for place in site.progress("members", len(site.members))
    )
    copying.copy(example, rows)


# --- posts ---


def _posts(site: Site) -> None:
    texts = _texts(site, markup.render, TEXTS, "topics")
    order = _shuffled(site, site.size.posts, site.size.topics, LARGEST_TOPIC)
    writers = site.writers(len(order))
    _topics(site, order, writers, texts)
    numbers = array("l", [0] * site.size.topics)
    asked = _answers(site, order)
    first = copying.next_key(Post)
    example = Post(
        topic=site.topics[0],
        author=site.members[0],
        source="",
        html="",
        number=0,
        changed=0,
        nonce=site.nonce(),
        markup_version=markup.VERSION,
        language="en",
    )

    def rows() -> Iterator[dict[str, Any]]:
        for place in site.progress("posts", len(order)):
            topic = order[place]
            numbers[topic] += 1
            number = numbers[topic]
            text = _of_language(site, texts, site.topics[topic].language)
            answers = asked.get((topic, number), [])
            yield {
                "id": first + place,
                "topic_id": site.topics[topic].pk,
                "number": number,
                "changed": number,
                "author_id": site.members[writers[place]].pk,
                "nonce": site.nonce(),
                "source": text.source,
                "html": text.html,
                "language": text.language,
                "created_at": site.moment(place, len(order)),
                "reply_to": asked.get((topic, -number)),
                "answers": answers[:MOST_ANSWERS],
                "answer_count": len(answers),
            }

    copying.copy(example, rows())


def _shuffled(site: Site, count: int, places: int, largest: float) -> array[int]:
    """For each of `count` items the place it goes to: place 0 has the share `largest`, every place at least one."""
    ranks = list(accumulate(1 / (rank + 1) for rank in range(1, places)))
    rest = max(0, count - int(count * largest) - (places - 1))
    drawn = site.dice.choices(range(1, places), cum_weights=ranks, k=rest) if places > 1 else []
    order = array("l", drawn)
    order.extend(range(1, places))
    order.extend([0] * (count - len(order)))
    site.dice.shuffle(order)
    return order


def _topics(site: Site, order: array[int], writers: array[int], texts: dict[str, list[Text]]) -> None:
    themes = list(Theme.objects.all())
    first = copying.next_key(Topic)
    for place in range(site.size.topics):
        language = site.dice.choice(list(texts))
        topic = Topic(pk=first + place, theme=site.dice.choice(themes), language=language)
        topic.retitle(
            " ".join(_of_language(site, texts, language).source.replace("\n", " ").split()[:9])[:120].strip(
                "#*>-| "
            )
        )
        site.topics.append(topic)
    for place, at in enumerate(order):
        topic, writer = site.topics[at], site.members[writers[place]]
        moment = site.moment(place, len(order))
        if not topic.post_count:
            topic.author, topic.created_at = writer, moment
        topic.post_count += 1
        topic.last_poster, topic.last_post_at = writer, moment
        setattr(topic, SPOKEN[Community(writer.community)], True)
    for topic in site.topics:
        topic.last_number = topic.last_mark = topic.post_count
    names = [one.attname for one in Topic._meta.concrete_fields]
    rows = (
        {name: getattr(site.topics[place], name) for name in names}
        for place in site.progress("topics", len(site.topics))
    )
    copying.copy(site.topics[0], rows)


def _answers(site: Site, order: array[int]) -> dict[tuple[int, int], Any]:
    """(topic, number): the numbers of the posts that answer it; (topic, -number): the number it answers."""
    numbers = array("l", [0] * site.size.topics)
    found: dict[tuple[int, int], Any] = {}
    for topic in order:
        numbers[topic] += 1
        number = numbers[topic]
        if number > 1 and site.dice.random() < ANSWERING:
            to = max(1, number - site.dice.randint(1, 8))
            found[topic, -number] = to
            found.setdefault((topic, to), []).append(number)
    return found


# --- messages ---


def _messages(site: Site) -> None:
    texts = _texts(site, markup.render_message, TEXTS // 3, "rooms")
    _rooms(site)
    order = _shuffled(site, site.size.messages, len(site.rooms), LARGEST_ROOM)
    writers = site.writers(len(order))
    first = copying.next_key(Message)
    example = Message(
        room=site.rooms[0],
        author=site.members[0],
        source="",
        html="",
        number=0,
        changed=0,
        nonce=site.nonce(),
        markup_version=markup.VERSION,
        language="en",
    )

    def rows() -> Iterator[dict[str, Any]]:
        for place in site.progress("messages", len(order)):
            room = site.rooms[order[place]]
            room.last_number += 1
            text = _of_language(site, texts, site.dice.choice(list(texts)))
            yield {
                "id": first + place,
                "room_id": room.pk,
                "number": room.last_number,
                "changed": room.last_number,
                "author_id": site.members[writers[place]].pk,
                "nonce": site.nonce(),
                "source": text.source,
                "html": text.html,
                "language": text.language,
                "created_at": site.moment(place, len(order)),
            }

    copying.copy(example, rows())
    for room in site.rooms:
        room.last_mark = room.last_number
    Room.objects.bulk_update(site.rooms, ["last_number", "last_mark"], batch_size=500)


def _rooms(site: Site) -> None:
    """One beside each theme, the first of which is the largest, and one beside each tenth topic."""
    there = {room.theme_id: room for room in Room.objects.exclude(theme=None) if not room.last_number}
    for theme in Theme.objects.all():
        site.rooms.append(there.get(theme.pk) or Room.objects.create(theme=theme))
    site.rooms += Room.objects.bulk_create(Room(topic=topic) for topic in site.topics[::10])


# --- what members follow, and what they were told ---


def _follows(site: Site) -> None:
    themes = list(Theme.objects.values_list("pk", flat=True))
    levels = [Level.TRACKING] * 17 + [Level.WATCHING, Level.NORMAL, Level.MUTED]

    def theme_rows() -> Iterator[dict[str, Any]]:
        for place in site.progress("followed themes", len(site.members)):
            for theme_id in site.dice.sample(themes, min(3, len(themes))):
                yield {
                    "member_id": site.members[place].pk,
                    "theme_id": theme_id,
                    "level": str(site.dice.choice(levels)),
                }

    copying.copy(ThemeFollow(member=site.members[0], theme_id=themes[0]), theme_rows())

    def topic_rows() -> Iterator[dict[str, Any]]:
        for place in site.progress("followed topics", len(site.members)):
            wanted = GREAT_FOLLOWED if place < GREAT_FOLLOWERS else FOLLOWED
            for at in site.dice.sample(range(len(site.topics)), min(wanted, len(site.topics) // 2)):
                topic, chosen = site.topics[at], site.dice.random() < 0.3
                yield {
                    "member_id": site.members[place].pk,
                    "topic_id": topic.pk,
                    "level": str(site.dice.choice(levels) if chosen else Level.TRACKING),
                    "reason": str(Reason.CHOSEN if chosen else Reason.WROTE),
                    "read": site.dice.randint(1, topic.last_number),
                }

    copying.copy(Position(member=site.members[0], topic=site.topics[0]), topic_rows())

    def room_rows() -> Iterator[dict[str, Any]]:
        for place in site.progress("rooms read", len(site.members)):
            room = site.rooms[place % len(site.rooms)]
            yield {"member_id": site.members[place].pk, "room_id": room.pk, "read": room.last_number // 2}

    copying.copy(RoomPosition(member=site.members[0], room=site.rooms[0]), room_rows())


def _notifications(site: Site) -> None:
    example = Notification(
        member=site.members[0], topic=site.topics[0], by=site.members[0], number=1, kind=Kind.WATCHED
    )

    def rows() -> Iterator[dict[str, Any]]:
        for place in site.progress("notifications", len(site.members)):
            for at in site.dice.sample(range(len(site.topics)), min(4, len(site.topics))):
                topic = site.topics[at]
                yield {
                    "member_id": site.members[place].pk,
                    "topic_id": topic.pk,
                    "number": site.dice.randint(1, topic.last_number),
                    "by_id": site.members[site.dice.randrange(len(site.members))].pk,
                    "created_at": topic.last_post_at,
                    "read_at": site.now if site.dice.random() < 0.7 else None,
                }

    copying.copy(example, rows())


# --- texts ---


def _texts(site: Site, render: Callable[[str], str], count: int, part: str) -> dict[str, list[Text]]:
    """Texts by language: paragraphs of the demonstration community in new company."""
    paragraphs = _paragraphs(part)
    found: dict[str, list[Text]] = {language: [] for language in paragraphs}
    for place in site.progress(f"texts of {part}", count):
        language = list(paragraphs)[place % len(paragraphs)]
        some = site.dice.choices(
            paragraphs[language], k=site.dice.choice((1, 1, 2, 3)) if part == "topics" else 1
        )
        source = "\n\n".join(some)[:2_000]
        found[language].append(Text(source, render(source), language))
    return found


def _paragraphs(part: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in json.loads(Path(demo.DATA).read_text())[part]:
        for item in line.get("posts") or line.get("messages"):
            parts = [text for text in item["source"].split("\n\n") if text.strip() and text[0] not in "|[>`"]
            found.setdefault(item.get("language", line["language"]), []).extend(parts)
    return found


def _of_language(site: Site, texts: dict[str, list[Text]], language: str) -> Text:
    return site.dice.choice(texts[language])
