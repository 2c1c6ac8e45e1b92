"""Which version of the rules and the privacy notice a member accepted, and when.

Member.accepted_version is a copy of the newest one, so that no page needs a query.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.consents import versions


class ConsentQuerySet(models.QuerySet["Consent"]):
    def of(self, member: Any) -> "ConsentQuerySet":
        return self.filter(member=member.pk).order_by("-version")

    def store(self, member: Any) -> bool:
        """Store that the locked `member` accepts the newest version. False if they had already.

        The caller saves `accepted_version`.
        """
        number = versions.newest().number
        member.accepted_version = number
        _consent, is_new = self.get_or_create(member_id=member.pk, version=number)
        return is_new


class Consent(models.Model):
    """Nobody changes a row; it goes with the account."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False
    )
    version = models.PositiveSmallIntegerField(editable=False)
    accepted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "version"], name="consent_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.version}"

    @property
    def text(self) -> versions.Version | None:
        """The version, if this release knows it."""
        known = (one for one in versions.VERSIONS if one.number == self.version)
        return next(known, None)
