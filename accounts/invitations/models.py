"""Invitations to an event."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone

from accounts.acts.targets import ActTarget, TargetKind

KEEP = timedelta(days=90)  # after its end


def new_token() -> str:
    return secrets.token_urlsafe(12)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Those that still let somebody sign up."""
        return self.filter(ends_at__gt=timezone.now(), used__lt=F("places"))

    def use(self, token: str) -> bool:
        """Use one place of the invitation. Returns False if it is unknown, over or full."""
        return bool(token and self.open().filter(token=token).update(used=F("used") + 1))

    def delete_old(self) -> None:
        """Periodic task."""
        self.filter(ends_at__lt=timezone.now() - KEEP).delete()


class Invitation(models.Model):
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    event_name = models.CharField(max_length=100)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    ends_at = models.DateTimeField(db_index=True)
    places = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.event_name

    @property
    def act_target(self) -> ActTarget:
        return ActTarget(TargetKind.INVITATION, self.pk, self.event_name)

    @property
    def is_open(self) -> bool:
        return self.ends_at > timezone.now() and self.used < self.places
