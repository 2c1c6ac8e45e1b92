"""The addresses to which an invitation was mailed."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.choices import Community, Side
from accounts.invitations.models import Invitation
from forum.mail.delivery.addresses import MAX_REASON
from forum.mail.incoming.models import new_key


class InvitedAddressQuerySet(models.QuerySet["InvitedAddress"]):
    def first_of(self, keys: Iterable[str]) -> "InvitedAddress | None":
        """The row of the first of `keys` that is stored. No keys, no query."""
        wanted = list(keys)
        related = ("invitation", "invited_by", "member")
        stored = self.select_related(*related).in_bulk(wanted, field_name="key")
        return next((stored[key] for key in wanted if key in stored), None)

    def with_address(self, address: str) -> "InvitedAddressQuerySet":
        """Those to which an invitation was mailed, and who have no account yet."""
        return self.filter(email=address, member=None).exclude(mailed_at=None)

    def record_return(self, reason: str) -> int:
        """Remember that these invitations came back. The first report counts."""
        fields = {"returned_at": timezone.now(), "return_reason": reason[:MAX_REASON]}
        return self.filter(returned_at=None).update(**fields)

    def returned(self) -> "InvitedAddressQuerySet":
        """Those whose invitation came back. Whoever has an account got it after all."""
        return self.filter(member=None).exclude(returned_at=None)

    def count_returned(self, invitation_ids: Iterable[int]) -> dict[int, int]:
        """Invitation -> how many of its e-mails came back, of those with any."""
        rows = self.returned().filter(invitation__in=list(invitation_ids)).order_by()
        return dict(rows.values_list("invitation").annotate(models.Count("pk")))

    def since(self, moment: datetime) -> "InvitedAddressQuerySet":
        return self.filter(invited_at__gte=moment)


class InvitedAddress(models.Model):
    """An address, and the key of its Reply-To. It is deleted with its invitation.

    member: who joined with this address, by an answer or on the site. answer_id: the Message-ID of
    the answer that created the account. return_reason: what a mail server said when the invitation
    came back.
    """

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="invited_addresses")
    email = models.CharField(max_length=254)
    key = models.CharField(max_length=26, unique=True, default=new_key)
    language = models.CharField(max_length=10)
    community = models.CharField(max_length=20, blank=True, choices=Community)
    side = models.CharField(max_length=20, blank=True, choices=Side)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now, db_index=True)
    mailed_at = models.DateTimeField(null=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    answer_id = models.CharField(max_length=252, blank=True)
    returned_at = models.DateTimeField(null=True)
    return_reason = models.CharField(max_length=MAX_REASON, blank=True, db_default="", default="")

    objects = InvitedAddressQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invitation", "email"], name="mail_invited_once")
        ]
        indexes: ClassVar = [models.Index(fields=["email"], name="mail_invited_address")]

    def __str__(self) -> str:
        return f"invited address {self.pk}"
