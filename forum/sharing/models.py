"""The address of a member's private feed."""

import secrets
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Member


class FeedAddressQuerySet(models.QuerySet["FeedAddress"]):
    def replace(self, member: Any) -> str:
        """Give `member` a new address, which ends the one before. Returns its token."""
        token = secrets.token_urlsafe(24)
        changes = {"token_hash": token_hash(token), "created_at": timezone.now()}
        self.update_or_create(member=member, defaults=changes)
        return token

    def member_with(self, token: str) -> Member | None:
        """The member whose feed has this token; None for an unknown one or a closed account."""
        found = self.filter(token_hash=token_hash(token), member__closed_at=None)
        address = found.select_related("member").first()
        return address.member if address else None


class FeedAddress(models.Model):
    """Whoever has the token can read which posts are in the topics that the member follows.

    The token is not stored, so that nobody can read it in a backup.
    """

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = FeedAddressQuerySet.as_manager()

    def __str__(self) -> str:
        return f"feed of member {self.member_id}"


def token_hash(token: str) -> str:
    """SHA-256 is enough for 192 random bits: nobody can try them all."""
    return sha256(token.encode()).hexdigest()
