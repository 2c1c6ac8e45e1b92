"""What is planned for a topic: to unpin, close or reopen it at a moment (decision 88)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

HAS_PLAN = Q(pinned_until__isnull=False) | Q(closes_at__isnull=False) | Q(reopens_at__isnull=False)


class PlannedTopic(models.Model):
    """A moment stays after the worker has done what it says, so that the page can say so.

    So `closes_at` of a closed topic and `reopens_at` of an open one are in the past.
    """

    pinned_until = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closes_at = models.DateTimeField(null=True, editable=False)
    reopens_at = models.DateTimeField(null=True, editable=False)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
    )

    class Meta:
        abstract = True

    @property
    def plans(self) -> dict[str, datetime | None]:
        """The moments that are still to come, as the form shows them."""
        return {
            "pinned_until": self.pinned_until,
            "closes_at": None if self.closed_as_planned else self.closes_at,
            "reopens_at": None if self.reopened_as_planned else self.reopens_at,
        }

    @property
    def closed_as_planned(self) -> bool:
        return bool(self.closed_at and self.closed_at == self.closes_at)

    @property
    def reopened_as_planned(self) -> bool:
        """Whether it is open since `reopens_at`. A plan to reopen it first closes before that."""
        closes_first = self.closes_at and self.reopens_at and self.closes_at < self.reopens_at
        return bool(self.reopens_at and not self.closed_at and not closes_first)

    def close(self, at: datetime) -> None:
        """Close the topic, and forget the plans that are over."""
        self.closed_at = at
        if self.closes_at != at:
            self.closes_at = None
        if self.reopens_at and self.reopens_at <= at:
            self.reopens_at = None

    def reopen(self, at: datetime) -> None:
        """Open the topic again, and forget the plans that are over."""
        self.closed_at = None
        if self.closes_at and self.closes_at <= at:
            self.closes_at = None
        if self.reopens_at != at:
            self.reopens_at = None

    def due_plan(self, now: datetime) -> tuple[datetime, str] | None:
        """The plan that is due first: its moment and its field. The same as due_plans_q."""
        waiting = {
            "pinned_until": self.pinned_until if self.pinned else None,  # type: ignore[attr-defined]
            "closes_at": None if self.closed_at else self.closes_at,
            "reopens_at": self.reopens_at if self.closed_at else None,
        }
        due = [(moment, field) for field, moment in waiting.items() if moment and moment <= now]
        return min(due, default=None)


def due_plans_q(now: datetime) -> Q:
    """The condition that a topic has a plan that is due. An index holds the topics with plans."""
    return HAS_PLAN & (
        Q(pinned=True, pinned_until__lte=now)
        | Q(closed_at=None, closes_at__lte=now)
        | Q(closed_at__isnull=False, reopens_at__lte=now)
    )
