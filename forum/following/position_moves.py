"""Moves of read positions to the end of their topics, which can be undone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from forum.following.models import ReadPosition
from forum.following.read_markings import Move
from forum.topics.models import Post


def move_to_end(member: Any, topic_ids: list[int], *, until: datetime) -> list[Move]:
    """Move the positions of `member` to the last post of `until`. Call it in a transaction."""
    positions = ReadPosition.objects.filter(member=member, topic__in=topic_ids)
    numbers = positions.values_list("topic", "read")
    before = dict(numbers.select_for_update(no_key=True))
    ReadPosition.objects.move_to_end(member, topic_ids, until=until)
    moves = [Move(topic_id, before.get(topic_id), after) for topic_id, after in numbers]
    return [move for move in moves if move.read_after != move.read_before]


def move_back(member: Any, moves: Sequence[Move]) -> None:
    """Undo `moves`, except where the position has moved since then. Call it in a transaction."""
    move_by_topic = {move.topic_id: move for move in moves}
    positions = ReadPosition.objects.filter(member=member, topic__in=move_by_topic)
    earlier: list[ReadPosition] = []
    new: list[ReadPosition] = []
    for position in positions.select_for_update(no_key=True):
        move = move_by_topic[position.topic_id]
        if position.read != move.read_after:
            continue
        position.read = move.read_before or 0
        # A position without a reason is there only because of the move.
        (new if move.read_before is None and not position.reason else earlier).append(position)
    ReadPosition.objects.filter(pk__in=[position.pk for position in new]).delete()
    _store_read(earlier)


def _store_read(positions: list[ReadPosition]) -> None:
    ReadPosition.objects.bulk_update(positions, ["read"], batch_size=200)
    unread = Post.objects.filter(topic=OuterRef("topic"), number__gt=OuterRef("read"))
    first_unread_at = unread.order_by("number").values("created_at")[:1]
    stored = ReadPosition.objects.filter(pk__in=[position.pk for position in positions])
    stored.update(unread_since=Subquery(first_unread_at))
