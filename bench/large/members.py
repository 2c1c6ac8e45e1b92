"""Members, what they follow, and what they were told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accounts.models import Community, Member, Side
from bench import bulk_insert
from bench.large.site import Site
from forum import demo
from forum.following.models import (
    Level,
    ReadPosition,
    Reason,
    RoomReadPosition,
    ThemeFollow,
)
from forum.notifications.models import Kind, Notification
from forum.themes.models import Theme

TOPICS_FOLLOWED = 10  # topics of an ordinary member
HEAVY_FOLLOWERS = 20  # members
TOPICS_FOLLOWED_BY_HEAVY_FOLLOWERS = 5_000  # topics of each of them
EMAIL = "member-{}@large.example.org"


def insert_members(site: Site) -> None:
    story = json.loads(Path(demo.DATA).read_text())["members"]
    given = [row["name"].removesuffix(" (demo)").split()[0] for row in story]
    family = [row["handle"].removeprefix("demo.").capitalize() for row in story]
    first = bulk_insert.next_primary_key(Member)
    for place in range(site.size.members):
        row, other = story[place % len(story)], site.rng.randrange(len(story))
        site.members.append(
            Member(
                pk=first + place,
                email=EMAIL.format(first + place),
                handle=f"{family[other].lower()}.{first + place}",
                name=f"{given[place % len(story)]} {family[other]}",
                community=row["community"],
                side=row["side"]
                or (Side.WORKERS if row["community"] == Community.CONSTITUENT else ""),
                organisation=row["organisation"],
                country=row["country"],
                languages=row["languages"],
                joined_at=site.time_of(place, site.size.members * 2),
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
        for place in site.count_up("members", len(site.members))
    )
    bulk_insert.insert_rows(example, rows)


def insert_follows(site: Site) -> None:
    themes = list(Theme.objects.values_list("pk", flat=True))
    levels = [Level.TRACKING] * 17 + [Level.WATCHING, Level.NORMAL, Level.MUTED]

    def theme_rows() -> Iterator[dict[str, Any]]:
        for place in site.count_up("followed themes", len(site.members)):
            for theme_id in site.rng.sample(themes, min(3, len(themes))):
                yield {
                    "member_id": site.members[place].pk,
                    "theme_id": theme_id,
                    "level": str(site.rng.choice(levels)),
                }

    bulk_insert.insert_rows(ThemeFollow(member=site.members[0], theme_id=themes[0]), theme_rows())

    def topic_rows() -> Iterator[dict[str, Any]]:
        for place in site.count_up("followed topics", len(site.members)):
            wanted = (
                TOPICS_FOLLOWED_BY_HEAVY_FOLLOWERS if place < HEAVY_FOLLOWERS else TOPICS_FOLLOWED
            )
            for at in site.rng.sample(range(len(site.topics)), min(wanted, len(site.topics) // 2)):
                topic, chosen = site.topics[at], site.rng.random() < 0.3
                read = site.rng.randint(1, topic.last_number)
                yield {
                    "member_id": site.members[place].pk,
                    "topic_id": topic.pk,
                    "level": str(site.rng.choice(levels) if chosen else Level.TRACKING),
                    "reason": str(Reason.CHOSEN if chosen else Reason.WROTE),
                    "read": read,
                    "unread_since": site.unread_since(at, read),
                }

    bulk_insert.insert_rows(
        ReadPosition(member=site.members[0], topic=site.topics[0]), topic_rows()
    )

    def room_rows() -> Iterator[dict[str, Any]]:
        for place in site.count_up("rooms read", len(site.members)):
            room = site.rooms[place % len(site.rooms)]
            yield {
                "member_id": site.members[place].pk,
                "room_id": room.pk,
                "read": room.last_number // 2,
            }

    bulk_insert.insert_rows(
        RoomReadPosition(member=site.members[0], room=site.rooms[0]), room_rows()
    )


def insert_notifications(site: Site) -> None:
    example = Notification(
        member=site.members[0],
        topic=site.topics[0],
        by=site.members[0],
        number=1,
        kind=Kind.WATCHED,
    )

    def rows() -> Iterator[dict[str, Any]]:
        for place in site.count_up("notifications", len(site.members)):
            for at in site.rng.sample(range(len(site.topics)), min(4, len(site.topics))):
                topic = site.topics[at]
                yield {
                    "member_id": site.members[place].pk,
                    "topic_id": topic.pk,
                    "number": site.rng.randint(1, topic.last_number),
                    "by_id": site.members[site.rng.randrange(len(site.members))].pk,
                    "created_at": topic.last_post_at,
                    "read_at": site.now if site.rng.random() < 0.7 else None,
                }

    bulk_insert.insert_rows(example, rows())
