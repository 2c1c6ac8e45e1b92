"""How much of the budgets of a day each member has used."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain.errors import Refused
from forum.budgets import newcomers

KEPT_FOR = timedelta(days=2)


class DailyUseQuerySet(models.QuerySet["DailyUse"]):
    def spend_bytes(
        self, member_id: int, count: int, *, limit: newcomers.DayLimit | None = None
    ) -> None:
        """Count bytes that `member_id` stores, in the transaction of the write.

        limit: of a new member; one more of its kind is counted in the same statement.
        Raises Refused, and counts nothing, if they are more than the rest of today's budget, or if
        the member has closed the account in another session.
        """
        within = self._rows_of_today(member_id).filter(
            stored_bytes__lte=settings.STORED_BYTES_A_DAY - count,
            member__in=Member.objects.open_account_locked(member_id),
        )
        change: dict[str, Any] = {"stored_bytes": F("stored_bytes") + count}
        if self._count_within(within, change, limit):
            return
        self._create_today(member_id)
        if self._count_within(within, change, limit):
            return
        Member.objects.lock_open_account(member_id)
        self._refuse_if_reached(member_id, limit)
        raise Refused(
            _(
                "You have reached your daily limit for text. Your text is still here: "
                "send it again tomorrow."
            )
        )

    def spend_uploaded_bytes(
        self, member_id: int, count: int, *, limit: newcomers.DayLimit | None = None
    ) -> None:
        """Count the bytes of a file. The row stays locked until the end of the transaction.

        Raises Refused as `spend_bytes` does.
        """
        self._create_today(member_id)
        within = self._rows_of_today(member_id).filter(
            uploaded_bytes__lte=settings.UPLOADED_BYTES_A_DAY - count,
            member__in=Member.objects.open_account_locked(member_id),
        )
        if self._count_within(within, {"uploaded_bytes": F("uploaded_bytes") + count}, limit):
            return
        Member.objects.lock_open_account(member_id)
        self._refuse_if_reached(member_id, limit)
        raise Refused(_("You have reached your daily limit for files. Upload this one tomorrow."))

    def spend_mentions(self, member_id: int, wanted: int) -> int:
        """Count members whom `member_id` notifies by a mention.

        Returns how many of `wanted` the rest of today's budget allows.
        """
        if not wanted:
            return 0
        with transaction.atomic():
            self._create_today(member_id)
            today = self._rows_of_today(member_id).select_for_update(no_key=True).get()
            allowed = min(wanted, max(0, settings.MENTIONS_A_DAY - today.mentions))
            self._rows_of_today(member_id).update(mentions=F("mentions") + allowed)
        return allowed

    def delete_old(self) -> None:
        self.filter(day__lt=(timezone.now() - KEPT_FOR).date()).delete()

    @staticmethod
    def _count_within(
        within: "DailyUseQuerySet", change: dict[str, Any], limit: newcomers.DayLimit | None
    ) -> bool:
        if limit:
            within = within.filter(**{f"{limit.column}__lt": limit.most})
            change = change | {limit.column: F(limit.column) + 1}
        return bool(within.update(**change))

    def _refuse_if_reached(self, member_id: int, limit: newcomers.DayLimit | None) -> None:
        if limit is None:
            return
        today = self._rows_of_today(member_id)
        if today.filter(**{f"{limit.column}__gte": limit.most}).exists():
            raise Refused(limit.sentence())

    def _rows_of_today(self, member_id: int) -> "DailyUseQuerySet":
        return self.filter(member=member_id, day=timezone.now().date())

    def _create_today(self, member_id: int) -> None:
        row = self.model(member_id=member_id, day=timezone.now().date())
        self.bulk_create([row], ignore_conflicts=True)


class DailyUse(models.Model):
    """What `member` has used on one day in UTC. The worker deletes old rows."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False
    )
    day = models.DateField(editable=False)
    # Source and HTML of posts, messages and revisions, and the growth of drafts.
    stored_bytes = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)
    uploaded_bytes = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)
    mentions = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # What new members did; nobody counts it for others (forum/budgets/newcomers.py).
    messages = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    uploads = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    topics = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = DailyUseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "day"], name="daily_use_once")
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="daily_use_by_day")]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.day}: {self.stored_bytes} bytes"


def size_in_bytes(*texts: str) -> int:
    """The bytes of `texts` in the database, which stores UTF-8."""
    return sum(len(text.encode(errors="replace")) for text in texts)
