"""What members decide to follow, and how far they have read.

Choosing a level is a write like every other: one transaction, one event. A reading position leaves no event:
it moves with every page that is read, it concerns nobody but its member, and no slice has to hear of it later
(the one that keeps something beside it, notifications, calls `read_line` itself). It is written only when it
advances (or when its member asks to read again), by one statement that stands alone, so it needs no transaction either (decisions 9 and 12).
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.chat.models import Room
from forum.following import rules
from forum.following.events import ThemeFollowed, TopicFollowed
from forum.following.models import (
    Level,
    Position,
    Reason,
    RoomPosition,
    ThemeFollow,
    behind_in,
    fresh_in,
)
from forum.themes.models import Theme
from forum.topics.models import Topic

BATCH = 1000  # positions moved in one transaction


def follow_topic(topic: Topic, member: Member, *, level: str) -> Position:
    """Choose how to follow `topic`; it counts more than its theme's level.

    Raises Refused with the reason from rules.refuse_follow.
    """
    with transaction.atomic(durable=True):
        if why := rules.refuse_follow(member):
            raise Refused(why)
        never_opened = Position(member=member, topic=topic, unread_since=topic.created_at)
        Position.objects.bulk_create([never_opened], ignore_conflicts=True)
        position = Position.objects.select_for_update(no_key=True).get(member=member, topic=topic)
        if (position.level, position.reason) != (level, Reason.CHOSEN):
            position.level, position.reason = Level(level), Reason.CHOSEN
            position.save(update_fields=["level", "reason"])
            event_log.record(TopicFollowed(topic.pk, by=member.pk, level=level))
    return position


def follow_theme(theme: Theme, member: Member, *, level: str) -> ThemeFollow:
    """Choose how to follow every topic of `theme`. Raises Refused from rules.refuse_follow."""
    with transaction.atomic(durable=True):
        if why := rules.refuse_follow(member):
            raise Refused(why)
        follow = (
            ThemeFollow.objects.select_for_update(no_key=True)
            .filter(member=member, theme=theme)
            .first()
        )
        if follow and follow.level == level:
            return follow
        follow = ThemeFollow.objects.update_or_create(
            member=member, theme=theme, defaults={"level": Level(level)}
        )[0]
        event_log.record(ThemeFollowed(theme.pk, by=member.pk, level=level))
    return follow


def follow_first_themes(member_id: int, theme_ids: Iterable[int]) -> None:
    """Track the themes chosen at the end of sign-up; a level chosen since then stays. Safe to repeat."""
    with transaction.atomic(durable=True):
        if Member.objects.locked(member_id).closed_at:
            return
        known = ThemeFollow.objects.filter(member=member_id).values("theme")
        for theme in Theme.objects.filter(pk__in=list(theme_ids)).exclude(pk__in=known):
            ThemeFollow.objects.create(member_id=member_id, theme=theme, level=Level.TRACKING)
            event_log.record(ThemeFollowed(theme.pk, by=member_id, level=Level.TRACKING))


def read_topic(member: Member, topic: Topic, number: int) -> int:
    """`member` has read up to `number` in `topic`; returns how far they had read before."""
    if not hasattr(topic, "my_read"):
        Position.objects.note(member, [topic])
    before: int = topic.my_read  # type: ignore[attr-defined]
    number = min(number, topic.last_number)
    if number > before:
        Position.objects.advance(number, member=member, topic=topic)
    return before


def read_room(member: Member, room: Room, number: int) -> int:
    """`member` has read up to `number` in `room`; returns how far they had read before."""
    if not hasattr(room, "my_read"):
        room.my_read = RoomPosition.objects.read_by(member, room)  # type: ignore[attr-defined]
    before: int = room.my_read  # type: ignore[attr-defined]
    number = min(number, room.last_number)
    if number > before:
        RoomPosition.objects.advance(number, member=member, room=room)
    return before


def read_line(member: Member, line: Any, number: int) -> int:
    """The same for a topic or a room, whichever `line` is."""
    return (
        read_topic(member, line, number)
        if isinstance(line, Topic)
        else read_room(member, line, number)
    )


def mark_unread(member: Member, line: Any, number: int) -> None:
    """`member` wants to read `line`, a topic or a room, again from `number` on; the bell is left alone.

    The one way in which a position goes back. From the first number on it is as if they had never been there.
    """
    positions: Any = Position.objects if isinstance(line, Topic) else RoomPosition.objects
    place = {"topic": line} if isinstance(line, Topic) else {"room": line}
    positions.go_back(number, member=member, **place)


def mark_all_read(member: Any) -> None:
    """Move every position in what `member` follows to the end."""
    _catch_up(member, behind_in(member))


def mark_theme_read(member: Any, theme: Theme) -> None:
    """Move every position in `theme` to the end where its page would show something as new."""
    _catch_up(member, fresh_in(member, theme))


def _catch_up(member: Any, topics: QuerySet[Any]) -> None:
    """BATCH topics at a time; those that are read drop out of `topics`."""
    while behind := list(topics.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic(durable=True):
            Position.objects.catch_up(member, behind)
