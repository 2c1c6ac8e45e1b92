"""The checks of read positions."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from collective_brain.doctor import Problem, RowCheck, one_by_one, problem_of_each
from forum.contributions.checks import first_value
from forum.following.models import ReadPosition, RoomReadPosition
from forum.topics.models import Post


def find_positions_beyond(positions: "QuerySet[ReadPosition]") -> Iterator[Problem]:
    """Positions beyond the last post: the next posts would not count as unread."""
    return problem_of_each(
        positions.filter(read__gt=F("topic__last_number")),
        "Member {member} has read up to post {read} of topic {topic},"
        " but its last post has number {topic__last_number}",
    )


def find_room_positions_beyond(positions: "QuerySet[RoomReadPosition]") -> Iterator[Problem]:
    return problem_of_each(
        positions.filter(read__gt=F("room__last_number")),
        "Member {member} has read up to message {read} of room {room},"
        " but its last message has number {room__last_number}",
    )


def find_wrong_unread_since(positions: "QuerySet[ReadPosition]") -> Iterator[Problem]:
    """Positions that do not say since when posts are unread: the Following page misses them.

    Two workers can set the time of the second unread post, which does no harm, even if the clock of
    the server was set back before it.
    """
    unread = Post.objects.filter(topic=OuterRef("topic"), number__gt=OuterRef("read"))
    with_times = positions.annotate(
        first_at=first_value(unread.order_by("number"), "created_at"),
        last_at=first_value(unread.order_by("-number"), "created_at"),
    )
    is_missing = Q(unread_since=None, first_at__isnull=False)
    is_left_over = Q(unread_since__isnull=False, first_at=None)
    is_outside = Q(unread_since__lt=F("first_at")) | Q(unread_since__gt=F("last_at"))
    is_of_unread_post = Exists(unread.filter(created_at=OuterRef("unread_since")))
    wrong = with_times.filter(is_missing | is_left_over | is_outside & ~is_of_unread_post)
    columns = ("pk", "member", "topic", "read", "last_at")
    for pk, member_id, topic_id, *version in wrong.values_list(*columns):
        sentence = f"Member {member_id} has a wrong time for the unread posts of topic {topic_id}"
        yield Problem(pk, sentence, version)


def _move_to_last_post(key: int) -> None:
    beyond = ReadPosition.objects.filter(pk=key, read__gt=F("topic__last_number"))
    topic_end = ReadPosition.objects.filter(pk=OuterRef("pk")).values("topic__last_number")
    beyond.update(read=Subquery(topic_end), unread_since=None)


def _move_to_last_message(key: int) -> None:
    beyond = RoomReadPosition.objects.filter(pk=key, read__gt=F("room__last_number"))
    room_end = RoomReadPosition.objects.filter(pk=OuterRef("pk")).values("room__last_number")
    beyond.update(read=Subquery(room_end))


def _set_unread_since(key: int) -> None:
    """One statement, as every change of a position."""
    unread = Post.objects.filter(topic=OuterRef("topic"), number__gt=OuterRef("read"))
    ReadPosition.objects.filter(pk=key).update(
        unread_since=first_value(unread.order_by("number"), "created_at")
    )


CHECKS = [
    RowCheck(
        "read-positions",
        rows=ReadPosition.objects.all,
        find=find_positions_beyond,
        repair=one_by_one(_move_to_last_post),
        repair_sentence="moves the position to the last post",
    ),
    RowCheck(
        "room-read-positions",
        rows=RoomReadPosition.objects.all,
        find=find_room_positions_beyond,
        repair=one_by_one(_move_to_last_message),
        repair_sentence="moves the position to the last message",
    ),
    RowCheck(
        "unread-since",
        rows=ReadPosition.objects.all,
        find=find_wrong_unread_since,
        repair=one_by_one(_set_unread_since),
        repair_sentence="stores the time of the first unread post",
        is_eventual=True,
    ),
]
