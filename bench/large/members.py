"""Members, the topics, themes and rooms that they follow, and their notifications."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accounts.choices import Community, Side
from accounts.models import Member
from bench import bulk_insert
from bench.large.site import Site
from forum import demo
from forum.following.levels import Level, Reason
from forum.following.models import ReadPosition, RoomReadPosition, ThemeFollow
from forum.notifications.kinds import Kind
from forum.notifications.models import Notification
from forum.themes.models import Theme

TOPICS_FOLLOWED = 10  # by an ordinary member
HEAVY_FOLLOWERS = 20
TOPICS_FOLLOWED_BY_HEAVY_FOLLOWERS = 5_000  # by each of them
EMAIL = "member-{}@large.example.org"


def insert_members(site: Site) -> None:
    demo_members = json.loads(Path(demo.DATA).read_text())["members"]
    given_names = [row["name"].removesuffix(" (demo)").split()[0] for row in demo_members]
    family_names = [row["handle"].removeprefix("demo.").capitalize() for row in demo_members]
    first = bulk_insert.next_primary_key(Member)
    for index in range(site.size.members):
        row = demo_members[index % len(demo_members)]
        given_name = given_names[index % len(demo_members)]
        family_name = family_names[site.rng.randrange(len(demo_members))]
        site.members.append(
            Member(
                pk=first + index,
                email=EMAIL.format(first + index),
                handle=f"{family_name.lower()}.{first + index}",
                name=f"{given_name} {family_name}",
                community=row["community"],
                side=row["side"]
                or (Side.WORKERS if row["community"] == Community.CONSTITUENT else ""),
                organisation=row["organisation"],
                country=row["country"],
                languages=row["languages"],
                joined_at=site.time_of(index, site.size.members * 2),
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
        {name: getattr(site.members[index], name) for name in names}
        for index in site.count_up("members", len(site.members))
    )
    bulk_insert.insert_rows(example, rows)


def insert_follows(site: Site) -> None:
    themes = list(Theme.objects.values_list("pk", flat=True))
    levels = [Level.TRACKING] * 17 + [Level.WATCHING, Level.NORMAL, Level.MUTED]

    def theme_rows() -> Iterator[dict[str, Any]]:
        for index in site.count_up("followed themes", len(site.members)):
            for theme_id in site.rng.sample(themes, min(3, len(themes))):
                yield {
                    "member_id": site.members[index].pk,
                    "theme_id": theme_id,
                    "level": str(site.rng.choice(levels)),
                }

    bulk_insert.insert_rows(ThemeFollow(member=site.members[0], theme_id=themes[0]), theme_rows())

    def topic_rows() -> Iterator[dict[str, Any]]:
        for index in site.count_up("followed topics", len(site.members)):
            is_heavy = index < HEAVY_FOLLOWERS
            count = TOPICS_FOLLOWED_BY_HEAVY_FOLLOWERS if is_heavy else TOPICS_FOLLOWED
            count = min(count, len(site.topics) // 2)
            for topic_index in site.rng.sample(range(len(site.topics)), count):
                topic, is_chosen = site.topics[topic_index], site.rng.random() < 0.3
                read = site.rng.randint(1, topic.last_number)
                yield {
                    "member_id": site.members[index].pk,
                    "topic_id": topic.pk,
                    "level": str(site.rng.choice(levels) if is_chosen else Level.TRACKING),
                    "reason": str(Reason.CHOSEN if is_chosen else Reason.WROTE),
                    "read": read,
                    "unread_since": site.unread_since(topic_index, read),
                }

    bulk_insert.insert_rows(
        ReadPosition(member=site.members[0], topic=site.topics[0]), topic_rows()
    )

    def room_rows() -> Iterator[dict[str, Any]]:
        for index in site.count_up("rooms read", len(site.members)):
            room = site.rooms[index % len(site.rooms)]
            yield {
                "member_id": site.members[index].pk,
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
        for index in site.count_up("notifications", len(site.members)):
            for topic in site.rng.sample(site.topics, min(4, len(site.topics))):
                yield {
                    "member_id": site.members[index].pk,
                    "topic_id": topic.pk,
                    "number": site.rng.randint(1, topic.last_number),
                    "by_id": site.members[site.rng.randrange(len(site.members))].pk,
                    "created_at": topic.last_post_at,
                    "read_at": site.now if site.rng.random() < 0.7 else None,
                }

    bulk_insert.insert_rows(example, rows())
