"""The checks of rooms and messages."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet

from collective_brain.doctor import Problem, RowCheck, one_by_one, problem_of_each
from forum.chat import actions
from forum.chat.models import Message, Room
from forum.contributions.checks import (
    first_value,
    last_time_check,
    number_checks,
    repair_under_lock,
)
from forum.contributions.html_checks import html_check


def find_wrong_topic_marks(rooms: "QuerySet[Room]") -> Iterator[Problem]:
    """Rooms that would ignore the next changes of their topic's title and state."""
    return problem_of_each(
        rooms.filter(topic_mark__gt=F("topic__last_mark")),
        "Room {pk} has seen change {topic_mark} of its topic,"
        " but the last one is {topic__last_mark}",
    )


def find_wrong_replies(messages: "QuerySet[Message]") -> Iterator[Problem]:
    """Messages that reply to a number that does not exist, or name another author."""
    parents = Message.objects.filter(room=OuterRef("room"), number=OuterRef("reply_to"))
    replies = messages.exclude(reply_to=None, answered=None).annotate(
        parent_by=first_value(parents, "author")
    )
    is_right = Q(parent_by=F("answered")) & Q(reply_to__lt=F("number"))
    return problem_of_each(
        replies.exclude(is_right, parent_by__isnull=False, answered__isnull=False),
        "Message {room}/{number} replies to message {reply_to}, which is missing, later, or by"
        " another author",
    )


def _repair_topic_mark(room: Room) -> None:
    if room.topic:
        room.topic_mark = min(room.topic_mark, room.topic.last_mark)
        room.save(update_fields=["topic_mark"])


def _repair_reply(key: int) -> None:
    with transaction.atomic(durable=True):
        room, message = actions.messages.lock(Message.objects.get(pk=key))
        parents = room.messages.filter(number=message.reply_to, number__lt=message.number)
        author_id = parents.values_list("author", flat=True).first()
        number = message.reply_to if author_id else None
        room.save_change(message, reply_to=number, answered_id=author_id)
        room.save(update_fields=["last_mark"])


CHECKS = [
    *number_checks(actions.messages),
    last_time_check(actions.messages, "room-times", column="last_seen_at"),
    RowCheck(
        "room-topics",
        rows=Room.objects.all,
        find=find_wrong_topic_marks,
        repair=repair_under_lock(actions.messages.conversations, _repair_topic_mark),
        repair_sentence="stores the last change of the topic",
    ),
    RowCheck(
        "message-replies",
        rows=Message.objects.all,
        find=find_wrong_replies,
        repair=one_by_one(_repair_reply),
        repair_sentence="stores the right author, or removes the link",
    ),
    html_check(actions.messages),
]
