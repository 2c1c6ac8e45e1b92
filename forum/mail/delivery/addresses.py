"""Which addresses do not work, so that their members get no more mail."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member

HARD, SOFT = 2, 1  # points: the address does not exist; something else failed
STOP_AT = 4  # points, of different days
FORGET_AFTER = timedelta(days=30)  # without another bounce
MAX_REASON = 300  # characters


class Why(models.TextChoices):
    BOUNCES = "bounces", _("e-mails did not arrive")
    COMPLAINT = "complaint", _("an e-mail was reported as unwanted")


class MailAddressQuerySet(models.QuerySet["MailAddress"]):
    def current(self) -> "MailAddressQuerySet":
        """A new address of the member begins without points."""
        return self.filter(address=F("member__email"))

    def stopped(self) -> "MailAddressQuerySet":
        return self.current().exclude(stopped_at=None)

    def add_bounce(self, member: Member, points: int, reason: str) -> bool:
        """Count a mail that came back. Whether it stops the mail of the member.

        One bounce a day counts, because a mail server can fail for an hour.
        """
        with transaction.atomic():
            row = self._locked(member)
            if not row.counts_on(timezone.now().date()):
                return False
            row.points += points
            row.bounced_on, row.reason = timezone.now().date(), reason[:MAX_REASON]
            is_stopped = row.points >= STOP_AT and row.stop(Why.BOUNCES)
            row.save()
        return is_stopped

    def add_complaint(self, member: Member, reason: str) -> bool:
        """Stop the mail of the member at once. False if it had stopped before."""
        with transaction.atomic():
            row = self._locked(member)
            row.reason = reason[:MAX_REASON]
            is_stopped = row.stop(Why.COMPLAINT)
            row.save()
        return is_stopped

    def start_again(self, member: Any) -> None:
        self.filter(member=member).delete()

    def _locked(self, member: Member) -> "MailAddress":
        """The row of the member's present address, in a transaction."""
        rows = MailAddress.objects
        rows.bulk_create([MailAddress(member=member)], ignore_conflicts=True)
        row = rows.select_for_update(of=("self",)).get(member=member)
        if row.address != member.email:
            row = MailAddress(member=member, address=member.email)
        return row


class MailAddress(models.Model):
    """What is known about the e-mail address of a member, since a mail to it came back."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    address = models.CharField(max_length=254, blank=True)
    points = models.PositiveSmallIntegerField(default=0)
    bounced_on = models.DateField(null=True)  # in UTC
    reason = models.CharField(max_length=MAX_REASON, blank=True)  # of the last report
    stopped_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=9, choices=Why, blank=True)

    objects = MailAddressQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-stopped_at"], name="mail_address_stopped")]

    def __str__(self) -> str:
        return f"e-mail address of member {self.member_id}"

    def counts_on(self, today: date) -> bool:
        """Whether a bounce counts today. Old points are forgotten."""
        if self.bounced_on and self.bounced_on < today - FORGET_AFTER:
            self.points = 0
        return self.bounced_on != today

    def stop(self, why: Why) -> bool:
        """False if it had stopped before."""
        if self.stopped_at:
            return False
        self.stopped_at, self.why = timezone.now(), why
        return True
