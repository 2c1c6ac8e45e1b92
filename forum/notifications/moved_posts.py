"""Notifications follow the posts that were moved to another topic (decision 95)."""

from collections.abc import Iterator

from django.db import transaction

from forum.notifications.models import Notification
from forum.notifications.notification_queries import BATCH
from forum.topics.events import PostsMoved


def move_notifications(event: PostsMoved, after: int | None) -> Iterator[int]:
    """A long job in pieces: it yields the key of the last notification of each piece."""
    new_numbers = event.new_number_by_old
    about_topic = Notification.objects.filter(topic=event.topic_id).order_by("pk")
    last_key = after or 0
    while piece := list(about_topic.filter(pk__gt=last_key)[:BATCH]):
        last_key = piece[-1].pk
        _move(event, [row for row in piece if row.number in new_numbers], new_numbers)
        yield last_key


@transaction.atomic(durable=True)
def _move(event: PostsMoved, rows: list[Notification], new_numbers: dict[int, int]) -> None:
    numbers = [new_numbers[row.number] for row in rows]
    there = Notification.objects.read_when_seen().filter(topic=event.target_id, number__in=numbers)
    known = set(there.values_list("member", "number"))
    doubles = [
        row
        for row in rows
        if row.is_read_when_seen and (row.member_id, new_numbers[row.number]) in known
    ]
    Notification.objects.filter(pk__in=[row.pk for row in doubles]).delete()
    moved = [row for row in rows if row not in doubles]
    for row in moved:
        row.topic_id, row.number = event.target_id, new_numbers[row.number]
    Notification.objects.bulk_update(moved, ["topic", "number"], batch_size=200)
