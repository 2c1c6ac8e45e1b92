"""The checks of rooms and messages."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet

from accounts.models import Member
from collective_brain.doctor import Problem, RowCheck, one_by_one
from forum.chat import actions
from forum.chat.models import Message, Room
from forum.contributions import checks as shared


def find_wrong_numbers(rooms: "QuerySet[Room]") -> Iterator[Problem]:
    return shared.find_wrong_numbers(rooms, Message.objects.all(), "Room")


def find_gaps(rooms: "QuerySet[Room]") -> Iterator[Problem]:
    return shared.find_gaps(rooms, Message.objects.all(), "Room")


def find_wrong_times(rooms: "QuerySet[Room]") -> Iterator[Problem]:
    """Rooms that do not say when their last message was: they would not count as active."""
    last = Message.objects.filter(room=OuterRef("pk")).order_by("-number")
    with_last = rooms.annotate(last_at=shared.first_value(last, "created_at"))
    wrong = with_last.exclude(last_at=None).exclude(last_at=F("last_seen_at"))
    for pk, seen_at in wrong.values_list("pk", "last_seen_at"):
        yield Problem(pk, f"Room {pk} has another last message than that of {seen_at}")


def find_wrong_topic_marks(rooms: "QuerySet[Room]") -> Iterator[Problem]:
    """Rooms that would ignore the next changes of their topic's title and state."""
    ahead = rooms.filter(topic_mark__gt=F("topic__last_mark"))
    for pk, mark, topic_mark in ahead.values_list("pk", "topic_mark", "topic__last_mark"):
        yield Problem(
            pk, f"Room {pk} has seen change {mark} of its topic, which has only {topic_mark}"
        )


def find_wrong_replies(messages: "QuerySet[Message]") -> Iterator[Problem]:
    """Messages that reply to a number that does not exist, or name another author."""
    parents = Message.objects.filter(room=OuterRef("room"), number=OuterRef("reply_to"))
    replies = messages.exclude(reply_to=None, answered=None).annotate(
        parent_by=shared.first_value(parents, "author")
    )
    is_right = Q(parent_by=F("answered")) & Q(reply_to__lt=F("number"))
    wrong = replies.exclude(is_right, parent_by__isnull=False, answered__isnull=False)
    for pk, room_id, number, reply_to in wrong.values_list("pk", "room", "number", "reply_to"):
        yield Problem(pk, f"Message {room_id}/{number} replies to {reply_to} of another author")


def find_old_html(messages: "QuerySet[Message]") -> Iterator[Problem]:
    return shared.find_old_html(messages, "Message")


def _repair_numbers(room: Room) -> None:
    shared.repair_numbers(room, room.messages.all())


def _fill_gaps(room: Room) -> None:
    """The author of the first message is the author of what is missing: a row needs one."""
    first = room.messages.select_related("author").order_by("number").first()
    author = first.author if first else Member.objects.administrators()[0]
    shared.fill_gaps(room, room.messages.all(), author)


def _repair_time(room: Room) -> None:
    if last := room.messages.order_by("-number").first():
        room.last_seen_at = last.created_at
        room.save(update_fields=["last_seen_at"])


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


def _all_rooms() -> Any:
    return Room.objects.all()


def _all_messages() -> Any:
    return Message.objects.all()


def _room_repair(repair: Any) -> Any:
    return one_by_one(shared.locked_repair(actions.messages.conversations, repair))


CHECKS = [
    RowCheck(
        "room-numbers",
        rows=_all_rooms,
        find=find_wrong_numbers,
        repair=_room_repair(_repair_numbers),
        repair_sentence="takes over the numbers of its messages",
    ),
    RowCheck(
        "room-gaps",
        rows=_all_rooms,
        find=find_gaps,
        repair=_room_repair(_fill_gaps),
        repair_sentence="puts a deleted message without text in each gap",
    ),
    RowCheck(
        "room-times",
        rows=_all_rooms,
        find=find_wrong_times,
        repair=_room_repair(_repair_time),
        repair_sentence="takes over the time of its last message",
    ),
    RowCheck(
        "room-topics",
        rows=_all_rooms,
        find=find_wrong_topic_marks,
        repair=_room_repair(_repair_topic_mark),
        repair_sentence="takes over the mark of the topic",
    ),
    RowCheck(
        "message-replies",
        rows=_all_messages,
        find=find_wrong_replies,
        repair=one_by_one(_repair_reply),
        repair_sentence="names the right one, or none",
    ),
    RowCheck(
        "message-html",
        rows=_all_messages,
        find=find_old_html,
        repair=one_by_one(shared.rerender_with(Message, actions.rerender)),
        repair_sentence="renders it again",
    ),
]
