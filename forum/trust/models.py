"""Facilitators who vouch for a new member."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_REASON = 300


class VouchQuerySet(models.QuerySet["Vouch"]):
    def open(self) -> "VouchQuerySet":
        """Those that nobody has taken back."""
        return self.filter(ended_at=None)

    def count_of_last_day(self, by_id: int) -> int:
        """How often `by_id` vouched in 24 hours, also what was taken back since."""
        return self.filter(by=by_id, created_at__gt=timezone.now() - timedelta(days=1)).count()


class Vouch(models.Model):
    """A facilitator knows the member. Only facilitators read the reason, and the member."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=MAX_REASON)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = VouchQuerySet.as_manager()

    class Meta:
        verbose_name = _("vouching for a member")
        verbose_name_plural = _("vouching for members")
        indexes: ClassVar = [models.Index(fields=["member"], name="vouch_for_member")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_at=None), name="vouch_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by_id} for {self.member_id}"
