"""When the next digest of each member is due. The index finds who is due without the others."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Member
from forum.mail.digests.schedule import next_morning, zone_of
from forum.mail.kinds import When
from forum.mail.preferences import MailSettings, PlaceChoice


class DigestPlanQuerySet(models.QuerySet["DigestPlan"]):
    def due(self) -> "DigestPlanQuerySet":
        return self.filter(due_at__lte=timezone.now())

    def next_of(self, member: Member) -> datetime | None:
        """When the next digest of `member` will come, in their time zone; None without one."""
        [moment] = next_digests([member], after=timezone.now())
        return moment.astimezone(zone_of(member.time_zone)) if moment else None

    def plan(self, member_ids: Iterable[int]) -> None:
        """Plan the next digest of these members. Safe to repeat.

        A digest that is due already stays so: the worker plans the one after it.
        """
        now = timezone.now()
        members = Member.objects.filter(pk__in=list(member_ids), closed_at=None)
        for moment, keys in next_digests(members, after=now).items():
            rows = [DigestPlan(member_id=key, due_at=moment) for key in keys]
            DigestPlan.objects.bulk_create(rows, ignore_conflicts=True)
            not_due = self.filter(Q(due_at=None) | Q(due_at__gt=now), pk__in=keys)
            not_due.update(due_at=moment)


class DigestPlan(models.Model):
    """due_at: the morning of the next digest, None for a member who gets none."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    due_at = models.DateTimeField(null=True)

    objects = DigestPlanQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(due_at__isnull=False), name="mail_digest_due"
            )
        ]

    def __str__(self) -> str:
        return f"digest of member {self.member_id} at {self.due_at}"


def next_digests(members: Iterable[Any], *, after: datetime) -> dict[datetime | None, list[int]]:
    """The keys of the members by the moment of their next digest; None: of those without one."""
    zone_by_member = {member.pk: zone_of(member.time_zone) for member in members}
    with_place = PlaceChoice.objects.members_with_digest(zone_by_member)
    keys_by_moment: dict[datetime | None, list[int]] = {}
    for key, chosen in MailSettings.objects.of(zone_by_member).items():
        often = chosen.digest_time or (When.WEEKLY if key in with_place else None)
        weekday = None if often == When.DAILY else chosen.weekday
        moment = next_morning(after, zone_by_member[key], weekday) if often else None
        keys_by_moment.setdefault(moment, []).append(key)
    return keys_by_moment
