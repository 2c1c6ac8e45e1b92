"""The domains that mail goes to: which of them wait, and what happened on each day."""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from collective_brain import retention
from collective_brain.outgoing_mail.models import retry_delay

MAX_LENGTH = 253  # of a domain
KEEP_DAYS = timedelta(days=30)
MINUTE = timedelta(minutes=1)


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()[:MAX_LENGTH]


class MailDomainQuerySet(models.QuerySet["MailDomain"]):
    def waiting(self) -> "MailDomainQuerySet":
        return self.filter(waits_until__gt=timezone.now())

    def may_send(self, domain: str) -> bool:
        """Count a mail to `domain` in this minute, or let the domain wait for the next minute.

        Two workers never send more than MAILS_A_MINUTE together.
        """
        MailDomain.objects.bulk_create([MailDomain(domain=domain)], ignore_conflicts=True)
        row = self.filter(domain=domain)
        if row.waiting().exists():
            return False
        now = timezone.now()
        in_minute = row.filter(minute_began__gt=now - MINUTE)
        below_limit = in_minute.filter(sent__lt=settings.MAILS_A_MINUTE)
        is_counted = (
            below_limit.update(sent=F("sent") + 1)
            or row.exclude(minute_began__gt=now - MINUTE).update(minute_began=now, sent=1)
            or below_limit.update(sent=F("sent") + 1)  # another worker began the minute
        )
        if not is_counted:
            row.update(waits_until=F("minute_began") + MINUTE)
        return bool(is_counted)

    def slow_down(self, domain: str, error: str) -> None:
        """The domain asks to wait: 2, 4, 8 … minutes, at most an hour."""
        stored = self.filter(domain=domain)
        stored.update(failures=F("failures") + 1)
        for row in stored:
            row.waits_until = timezone.now() + retry_delay(row.failures)
            row.error = error
            row.save(update_fields=["waits_until", "error"])

    def recover(self, domain: str) -> None:
        """A mail was taken, so the next pause is short again."""
        self.filter(domain=domain, failures__gt=0).update(failures=0, error="")

    def end_waits(self) -> None:
        self.waiting().update(waits_until=None)

    def delete_old(self) -> None:
        """Periodic task: domains that got no mail for KEEP_DAYS."""
        limit = timezone.now() - KEEP_DAYS
        old = self.filter(Q(minute_began__lt=limit) | Q(minute_began=None, waits_until__lt=limit))
        keys = list(old.values_list("pk", flat=True)[: retention.BATCH])
        self.filter(pk__in=keys).delete()


class MailDomain(models.Model):
    """A domain of members' addresses. While it waits, its mail is not due, and other mail goes on.

    sent: mails in the minute after `minute_began`. failures: how often it has asked to wait since
    it took a mail.
    """

    domain = models.CharField(max_length=MAX_LENGTH, primary_key=True)
    waits_until = models.DateTimeField(null=True)
    minute_began = models.DateTimeField(null=True)
    sent = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = MailDomainQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["waits_until"], name="mail_domain_waits")]

    def __str__(self) -> str:
        return self.domain


class DomainDayQuerySet(models.QuerySet["DomainDay"]):
    def add(self, domain: str, column: str) -> None:
        """Add one to a column of the domain today."""
        today = timezone.now().date()
        row = self.filter(domain=domain, day=today)
        if not row.update(**{column: F(column) + 1}):
            DomainDay.objects.bulk_create(
                [DomainDay(domain=domain, day=today)], ignore_conflicts=True
            )
            row.update(**{column: F(column) + 1})

    def totals_since(self, day: date, *, most: int) -> list[dict[str, int | str]]:
        """The sums of each domain, those with the most problems first."""
        sums = {name: models.Sum(name) for name in ("sent", "refused", "bounced", "complaints")}
        rows = self.filter(day__gte=day).values("domain").annotate(**sums)
        return list(rows.order_by("-complaints", "-bounced", "-refused", "-sent", "domain")[:most])

    def delete_old(self) -> None:
        """Periodic task."""
        old = self.filter(day__lt=timezone.now().date() - KEEP_DAYS)
        keys = list(old.values_list("pk", flat=True)[: retention.BATCH])
        self.filter(pk__in=keys).delete()


class DomainDay(models.Model):
    """How many mails a domain took and refused on a day (UTC), and what came back."""

    domain = models.CharField(max_length=MAX_LENGTH)
    day = models.DateField()
    sent = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)
    complaints = models.PositiveIntegerField(default=0)

    objects = DomainDayQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "domain"], name="mail_domain_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.domain} on {self.day}"
