"""Members, what they follow, and what they were told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accounts.models import Community, Member, Side
from bench import copying
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

FOLLOWED = 10  # topics of an ordinary member
GREAT_FOLLOWERS = 20  # members
GREAT_FOLLOWED = 5_000  # topics of each of them
EMAIL = "member-{}@large.example.org"


def members(site: Site) -> None:
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
                side=row["side"]
                or (Side.WORKERS if row["community"] == Community.CONSTITUENT else ""),
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


def follows(site: Site) -> None:
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
                read = site.dice.randint(1, topic.last_number)
                yield {
                    "member_id": site.members[place].pk,
                    "topic_id": topic.pk,
                    "level": str(site.dice.choice(levels) if chosen else Level.TRACKING),
                    "reason": str(Reason.CHOSEN if chosen else Reason.WROTE),
                    "read": read,
                    "unread_since": site.unread_since(at, read),
                }

    copying.copy(ReadPosition(member=site.members[0], topic=site.topics[0]), topic_rows())

    def room_rows() -> Iterator[dict[str, Any]]:
        for place in site.progress("rooms read", len(site.members)):
            room = site.rooms[place % len(site.rooms)]
            yield {
                "member_id": site.members[place].pk,
                "room_id": room.pk,
                "read": room.last_number // 2,
            }

    copying.copy(RoomReadPosition(member=site.members[0], room=site.rooms[0]), room_rows())


def notifications(site: Site) -> None:
    example = Notification(
        member=site.members[0],
        topic=site.topics[0],
        by=site.members[0],
        number=1,
        kind=Kind.WATCHED,
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
