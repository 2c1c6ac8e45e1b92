"""Move read positions with the posts of a topic (decision 95)."""

from bisect import bisect_right
from collections.abc import Iterator

from django.db import transaction
from django.db.models import OuterRef, Subquery

from forum.following.models import ReadPosition
from forum.topics.events import PostsMoved
from forum.topics.models import Post, Topic

BATCH = 500  # positions in one transaction


def move_positions(event: PostsMoved, after: int | None) -> Iterator[int]:
    """Who read or follows the posts does so where they are now.

    A long job in pieces: it yields the key of the last position of each piece.
    """
    numbers = event.old_numbers
    left = ReadPosition.objects.filter(topic=event.topic_id).order_by("pk")
    last_key = after or 0
    while piece := list(left.filter(pk__gt=last_key)[:BATCH]):
        _move_piece(event, numbers, piece)
        last_key = piece[-1].pk
        yield last_key
    # Events of posts that were published just before find them in the other topic only.
    for topic in Topic.objects.filter(pk__in=(event.topic_id, event.target_id)):
        ReadPosition.objects.repair_unread_since(topic)


@transaction.atomic(durable=True)
def _move_piece(event: PostsMoved, numbers: list[int], left: list[ReadPosition]) -> None:
    members = [position.member_id for position in left]
    stored = ReadPosition.objects.filter(topic=event.target_id, member__in=members)
    by_member = {position.member_id: position for position in stored.select_for_update()}
    new: list[ReadPosition] = []
    changed: list[ReadPosition] = []
    for position in left:
        read_count = bisect_right(numbers, position.read)
        if not read_count and not position.reason:
            continue
        there = by_member.get(position.member_id)
        if there is None:
            there = ReadPosition(member_id=position.member_id, topic_id=event.target_id)
            new.append(there)
            # What was there before they came is not new to them, as for a new follower of a theme.
            there.read = event.first - 1
        else:
            changed.append(there)
        _apply(position, there, event.first - 1, read_count)
    ReadPosition.objects.bulk_create(new, ignore_conflicts=True)
    ReadPosition.objects.bulk_update(changed, ["read", "level", "reason"], batch_size=200)
    unread = Post.objects.filter(topic=OuterRef("topic"), number__gt=OuterRef("read"))
    first_unread_at = unread.order_by("number").values("created_at")[:1]
    stored.update(unread_since=Subquery(first_unread_at))


def _apply(left: ReadPosition, there: ReadPosition, before: int, read_count: int) -> None:
    """before: the last number in the other topic before the posts came.

    Who has not read up to there keeps their place: a position cannot jump over unread posts.
    """
    if there.read >= before:
        there.read = max(there.read, before + read_count)
    if not there.reason:
        there.level, there.reason = left.level, left.reason
