"""When a member marked all notifications as read, so that they can undo it for a day.

The notifications themselves have this time in `read_at`, so one row for each member is enough.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

KEEP = timedelta(hours=24)


class NotificationMarkingQuerySet(models.QuerySet["NotificationMarking"]):
    def remember(self, member: Any, *, marked_at: datetime, count: int) -> None:
        """Store it instead of an earlier one."""
        row = self.model(member_id=member.pk, marked_at=marked_at, notification_count=count)
        columns = ["marked_at", "notification_count"]
        self.bulk_create(
            [row], update_conflicts=True, unique_fields=["member"], update_fields=columns
        )

    def pop(self, member: Any) -> datetime | None:
        """The time of the marking, once; None if there is none. Call it in a transaction."""
        marking = self.undoable_by(member).select_for_update(no_key=True).first()
        if marking is None:
            return None
        marking.delete()
        return marking.marked_at

    def undoable_by(self, member: Any) -> "NotificationMarkingQuerySet":
        return self.filter(member=member.pk, marked_at__gt=timezone.now() - KEEP)

    def delete_old(self) -> None:
        """Periodic task."""
        self.filter(marked_at__lte=timezone.now() - KEEP).delete()


class NotificationMarking(models.Model):
    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    marked_at = models.DateTimeField(db_index=True)
    notification_count = models.PositiveIntegerField()

    objects = NotificationMarkingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.member_id}: {self.notification_count} notifications"
