"""Choose how to follow, and move read positions.

Choosing a level is a write like every other: one transaction and one event. A read position leaves
no event: it moves with every page that a member reads, it concerns only that member, and no other
package has to know of it later (notifications call `mark_conversation_read` themselves). A position
is written only when it advances, or when its member wants to read something again. That is one
statement, so it needs no transaction (decisions 9 and 12).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.chat.models import Room
from forum.following import position_moves, rules
from forum.following.events import ThemeFollowed, TopicFollowed
from forum.following.levels import FOLLOWED_LEVELS, Level, Reason
from forum.following.models import ReadPosition, RoomReadPosition, ThemeFollow
from forum.following.read_markings import Move, ReadMarking
from forum.following.unread_topics import followed_topics_to_mark_read, new_topics_in_theme
from forum.themes.models import Theme
from forum.topics.models import Topic

BATCH = 1000  # positions moved in one transaction


def set_topic_level(topic: Topic, member: Member, *, level: str) -> ReadPosition:
    """Choose how to follow `topic`. The choice counts more than the level of its theme.

    Raises Refused with the reason from rules.refuse_follow.
    """
    with transaction.atomic(durable=True):
        if why := rules.refuse_follow(member):
            raise Refused(why)
        Member.objects.lock_open_account(member.pk)
        never_opened = ReadPosition(member=member, topic=topic, unread_since=topic.created_at)
        ReadPosition.objects.bulk_create([never_opened], ignore_conflicts=True)
        position = ReadPosition.objects.select_for_update(no_key=True).get(
            member=member, topic=topic
        )
        if (position.level, position.reason) != (level, Reason.CHOSEN):
            position.level, position.reason = Level(level), Reason.CHOSEN
            position.save(update_fields=["level", "reason"])
            event_log.record(TopicFollowed(topic.pk, by=member.pk, level=level))
    return position


def set_theme_level(theme: Theme, member: Member, *, level: str) -> ThemeFollow:
    """Choose how to follow every topic of `theme`.

    Raises Refused with the reason from rules.refuse_follow.
    """
    with transaction.atomic(durable=True):
        if why := rules.refuse_follow(member):
            raise Refused(why)
        Member.objects.lock_open_account(member.pk)
        follows = ThemeFollow.objects.select_for_update(no_key=True)
        follow = follows.filter(member=member, theme=theme).first()
        if follow and follow.level == level:
            return follow
        changes: dict[str, Any] = {"level": Level(level)}
        if follow is None or follow.level not in FOLLOWED_LEVELS:
            changes["since"] = timezone.now()
        follow, _created = ThemeFollow.objects.update_or_create(
            member=member, theme=theme, defaults=changes
        )
        event_log.record(ThemeFollowed(theme.pk, by=member.pk, level=level))
    return follow


def track_sign_up_themes(member_id: int, theme_ids: Iterable[int]) -> None:
    """Track the themes that the member chose during sign-up. Safe to repeat.

    A level that the member has chosen since then stays.
    """
    with transaction.atomic(durable=True):
        if Member.objects.locked(member_id).closed_at:
            return
        followed = ThemeFollow.objects.filter(member=member_id).values("theme")
        public = Theme.objects.visible_to(AnonymousUser()).filter(pk__in=list(theme_ids))
        for theme in public.exclude(pk__in=followed):
            ThemeFollow.objects.create(
                member_id=member_id, theme=theme, level=Level.TRACKING, since=timezone.now()
            )
            event_log.record(ThemeFollowed(theme.pk, by=member_id, level=Level.TRACKING))


def mark_topic_read(member: Member, topic: Topic, number: int) -> int:
    """Record that `member` has read `topic` up to `number`.

    Returns the number up to which they had read before.
    """
    if not hasattr(topic, "my_last_read"):
        ReadPosition.objects.attach_reading_state(member, [topic])
    before: int = topic.my_last_read  # type: ignore[attr-defined]
    number = min(number, topic.last_number)
    if number > before:
        ReadPosition.objects.advance(number, member=member, topic=topic)
    return before


def mark_room_read(member: Member, room: Any, number: int) -> int:
    """Record that `member` has read `room` up to `number`.

    Returns the number up to which they had read before.
    """
    if not hasattr(room, "my_last_read"):
        room.my_last_read = RoomReadPosition.objects.last_read_number(member, room)
    before: int = room.my_last_read
    number = min(number, room.last_number)
    if number > before:
        RoomReadPosition.objects.advance(number, member=member, room=room)
    return before


def mark_conversation_read(member: Member, conversation: Topic | Room, number: int) -> int:
    """Call `mark_topic_read` or `mark_room_read`."""
    if isinstance(conversation, Topic):
        return mark_topic_read(member, conversation, number)
    return mark_room_read(member, conversation, number)


def mark_unread(member: Member, conversation: Topic | Room, number: int) -> None:
    """Let `member` read a topic or a room again from `number` on. Notifications do not change.

    Only this function moves a position back. A member who marks number 1 as unread looks like
    a member who has never opened the topic or the room.
    """
    if isinstance(conversation, Topic):
        ReadPosition.objects.move_back(number, member=member, topic=conversation)
    else:
        RoomReadPosition.objects.move_back(number, member=member, room=conversation)


def mark_all_read(member: Any, *, until: datetime) -> bool:
    """Mark as read what is unread in the topics that `member` follows.

    until: when the page was made that showed it. What is newer stays unread.
    Returns whether `undo_mark_read` can undo it.
    """
    return _mark_topics_read(member, followed_topics_to_mark_read(member), until)


def mark_theme_read(member: Any, theme: Theme, *, until: datetime) -> bool:
    """Mark as read what the page of `theme` shows as new. until: when that page was made.

    Returns whether `undo_mark_read` can undo it.
    """
    return _mark_topics_read(member, new_topics_in_theme(theme, member), until)


def undo_mark_read(member: Any) -> bool:
    """Move back what the last of the two functions above moved, if a day has not passed.

    A position that has moved since then stays. Returns whether it could still be undone.
    """
    with transaction.atomic(durable=True):
        moves = ReadMarking.objects.pop(member)
        if moves is None:
            return False
        position_moves.move_back(member, moves)
    return True


def _mark_topics_read(member: Any, unread_topics: QuerySet[Any], until: datetime) -> bool:
    """Mark BATCH topics at a time, in the order of their keys; whether it can be undone."""
    last_key = 0
    moves: list[Move] = []
    started_before = unread_topics.filter(created_at__lte=until).order_by("pk")
    while keys := list(started_before.filter(pk__gt=last_key).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic(durable=True):
            moves += position_moves.move_to_end(member, keys, until=until)
        last_key = keys[-1]
    # Without moves, as after a second click, the first marking can still be undone.
    return bool(moves) and ReadMarking.objects.remember(member, moves)
