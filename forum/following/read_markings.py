"""What a member marked as read at once, so that they can undo it for a day.

Each member has one row, about the last time, with at most MAX_MOVES positions (about 40 kB).
"""

from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone

KEEP = timedelta(hours=24)
MAX_MOVES = 2000  # positions


class Move(NamedTuple):
    """The read position of one topic before and after. read_before: None without a position."""

    topic_id: int
    read_before: int | None
    read_after: int


class ReadMarkingQuerySet(models.QuerySet["ReadMarking"]):
    def remember(self, member: Any, moves: list[Move]) -> bool:
        """Store `moves` instead of earlier ones. Returns whether they are few enough for that."""
        if len(moves) > MAX_MOVES:
            self.filter(member=member.pk).delete()
            return False
        row = self.model(member_id=member.pk, topic_count=len(moves), moves=moves)
        columns = ["marked_at", "topic_count", "moves"]
        self.bulk_create(
            [row], update_conflicts=True, unique_fields=["member"], update_fields=columns
        )
        return True

    def pop(self, member: Any) -> list[Move] | None:
        """The remembered moves, once; None if there are none. Call it in a transaction."""
        marking = self.undoable_by(member).select_for_update(no_key=True).first()
        if marking is None:
            return None
        marking.delete()
        return [Move(*move) for move in marking.moves]

    def undoable_by(self, member: Any) -> "ReadMarkingQuerySet":
        return self.filter(member=member.pk, marked_at__gt=timezone.now() - KEEP)

    def delete_old(self) -> None:
        """Periodic task."""
        self.filter(marked_at__lte=timezone.now() - KEEP).delete()


class ReadMarking(models.Model):
    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    marked_at = models.DateTimeField(default=timezone.now, db_index=True)
    topic_count = models.PositiveSmallIntegerField()
    moves = models.JSONField()  # lists of the fields of Move

    objects = ReadMarkingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.member_id}: {self.topic_count} topics"
