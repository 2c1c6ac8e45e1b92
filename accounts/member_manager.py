"""Queries of members, and how a member is created."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import Audience
from accounts.credentials import normal_email
from accounts.trust_levels import TrustLevel
from collective_brain.errors import Refused
from collective_brain.i18n import folding

if TYPE_CHECKING:
    from accounts.models import Member

# The types of allauth's Authenticator that count as two-step verification. Recovery codes alone
# do not count.
TWO_STEP_TYPES = ("totp", "webauthn")
MAX_NAME_WORDS = 6  # of what somebody typed to find a member


def name_begins_q(typed: str) -> models.Q:
    """Members who match every word in `typed`.

    A typed word matches if a word of the member's name or handle begins with it.
    """
    typed_words = folding.fold_name(typed.replace("@", " ")).split()[:MAX_NAME_WORDS]
    if not typed_words:
        return models.Q(pk__in=[])
    names_match = models.Q()
    for word in typed_words:
        # The first word, a later word, and the second part of Jean-Luc.
        later_words = models.Q(found_by__contains=f" {word}") | models.Q(
            found_by__contains=f"-{word}"
        )
        names_match &= models.Q(found_by__startswith=word) | later_words
    return names_match


# Members with a community that an administrator has neither confirmed nor refused.
AWAITS_CONFIRMATION = models.Q(
    closed_at=None, community_confirmed=False, community_refused=False
) & ~models.Q(community="")


class MemberManager(BaseUserManager["Member"]):
    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(email__iexact=normal_email(username or ""))

    def locked(self, pk: int) -> Member:
        """The member, with a lock on their row. Others may still insert rows that refer to it."""
        return self.select_for_update(no_key=True).get(pk=pk)

    def open_account_locked(self, pk: int) -> models.QuerySet[Member]:
        """The member, locked, unless the account was closed. A subquery of a write can be this."""
        return self.select_for_update(no_key=True).filter(pk=pk, closed_at=None)

    def lock_open_account(self, pk: int) -> None:
        """Lock the member's row, so that the account stays open until the transaction ends.

        Raises Refused if it was closed after the request had read the member.
        """
        if not self.open_account_locked(pk).values_list("pk").first():
            raise Refused(str(_("This account is closed.")))

    def with_required_two_step(self) -> models.QuerySet[Member]:
        """Members who may use the rights of a role; see permissions.lacks_two_step."""
        if not settings.SECOND_STEP_REQUIRED:
            return self.all()
        return self.filter(authenticator__type__in=TWO_STEP_TYPES)

    def administrators(self) -> models.QuerySet[Member]:
        return self.filter(is_staff=True, is_active=True, closed_at=None).order_by("pk")

    def awaiting_confirmation(self) -> models.QuerySet[Member]:
        """Members with a community to confirm, those who wait longest first."""
        return self.filter(AWAITS_CONFIRMATION).order_by("pk")

    def with_roles(self) -> models.QuerySet[Member]:
        """Administrators and the facilitators of any theme."""
        has_role = models.Q(is_staff=True) | ~models.Q(facilitates=[])
        return self.filter(has_role, closed_at=None).order_by("pk")

    def facilitators(self) -> models.QuerySet[Member]:
        """The facilitators of any theme, in the order of their names."""
        return self.filter(closed_at=None).exclude(facilitates=[]).order_by("found_by")

    def with_handle(self, handle: str) -> models.QuerySet[Member]:
        return self.alias(any_case=Lower("handle")).filter(any_case=handle.lower())

    def with_handles(self, handles: Iterable[str]) -> models.QuerySet[Member]:
        """The open accounts with these handles in lower case. No handles, no query."""
        return self.alias(any_case=Lower("handle")).filter(any_case__in=handles, closed_at=None)

    def longer_handles(self, handle: str) -> set[str]:
        """The handles in lower case that begin with `handle` and a full stop."""
        longer = self.filter(handle__istartswith=f"{handle}.").values_list("handle", flat=True)
        return {other.lower() for other in longer if other}

    def listed_to(self, reader: Any) -> models.QuerySet[Member]:
        """The members that `reader` may find in lists and in search, as each member chose."""
        listed = self.filter(closed_at=None, is_active=True, handle__isnull=False).exclude(
            models.Q(community="") | models.Q(suspended_until__gt=timezone.now())
        )
        if not reader.pk:
            return listed.filter(listed_for=Audience.EVERYONE)
        return listed.filter(~models.Q(listed_for=Audience.NOBODY) | models.Q(pk=reader.pk))

    def showing_presence(self, member_ids: Iterable[int]) -> models.QuerySet[Member]:
        """The members with these ids who let others see that they are here."""
        return self.filter(pk__in=member_ids, shows_presence=True, closed_at=None).order_by(
            "name", "pk"
        )

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Member:
        from allauth.account.models import EmailAddress  # it imports this model

        member = self.model(email=normal_email(email), **fields)
        member.update_search_text()
        member.set_password(password)
        member.save(using=self._db)
        if member.email_confirmed_at:  # at sign-in allauth reads its own table
            EmailAddress.objects.create(
                user=member, email=member.email, verified=True, primary=True
            )
        return member

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Member:
        """Create an administrator with a confirmed e-mail; only the site's owner can call this."""
        fields.setdefault("email_confirmed_at", timezone.now())
        fields.setdefault("trust_level", TrustLevel.TRUSTED)
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def use_totp_step(self, member: Member, step: int) -> bool:
        """Mark the code of this time step as used; False if it or a later one was used before.

        One statement decides, so only the first of two simultaneous requests succeeds, in all
        processes. It records no event, like last_login.
        """
        unused = self.filter(models.Q(code_step=None) | models.Q(code_step__lt=step), pk=member.pk)
        return bool(unused.update(code_step=step))

    def profile_urls_by_handle(self, handles: set[str]) -> dict[str, str]:
        """Handle in lower case -> URL of the profile, for those of `handles` that exist."""
        return {
            member.handle.lower(): member.get_absolute_url()
            for member in self.with_handles(handles)
            if member.handle
        }
