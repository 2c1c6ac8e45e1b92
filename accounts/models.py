"""The member model and its manager."""

import hashlib
from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import countries
from accounts.acts.targets import ActTarget, TargetKind
from accounts.consents import versions
from accounts.credentials import normal_email, normal_password, password_forms
from accounts.trust_levels import TrustLevel
from collective_brain.errors import Refused
from collective_brain.i18n import folding


class Community(models.TextChoices):
    ACADEMIC = "academic", _("Academic")
    PRACTITIONER = "practitioner", _("Practitioner")
    CONSTITUENT = (
        "constituent",
        pgettext_lazy("ILO: governments, employers, workers", "Constituent"),
    )


class Side(models.TextChoices):
    GOVERNMENT = "government", pgettext_lazy("side of a constituent", "Government")
    EMPLOYERS = "employers", pgettext_lazy("side of a constituent", "Employers")
    WORKERS = "workers", pgettext_lazy("side of a constituent", "Workers")


class Audience(models.TextChoices):
    """Who may see a part of a member's profile."""

    NOBODY = "nobody", _("Nobody")
    MEMBERS = "members", _("Members who have signed in")
    EVERYONE = "everyone", _("Everyone")


# The types of allauth's Authenticator that count as two-step verification. Recovery codes alone
# do not count.
TWO_STEP_TYPES = ("totp", "webauthn")
PICTURE_NAME_LENGTH = 16
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
    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.get(email__iexact=normal_email(username or ""))

    def locked(self, pk: int) -> "Member":
        """The member, with a lock on their row. Others may still insert rows that refer to it."""
        return self.select_for_update(no_key=True).get(pk=pk)

    def open_account_locked(self, pk: int) -> "models.QuerySet[Member]":
        """The member, locked, unless the account was closed. A subquery of a write can be this."""
        return self.select_for_update(no_key=True).filter(pk=pk, closed_at=None)

    def lock_open_account(self, pk: int) -> None:
        """Lock the member's row, so that the account stays open until the transaction ends.

        Raises Refused if it was closed after the request had read the member.
        """
        if not self.open_account_locked(pk).values_list("pk").first():
            raise Refused(str(_("This account is closed.")))

    def with_required_two_step(self) -> "models.QuerySet[Member]":
        """Members who may use the rights of a role; see permissions.lacks_two_step."""
        if not settings.SECOND_STEP_REQUIRED:
            return self.all()
        return self.filter(authenticator__type__in=TWO_STEP_TYPES)

    def administrators(self) -> "models.QuerySet[Member]":
        return self.filter(is_staff=True, is_active=True, closed_at=None).order_by("pk")

    def awaiting_confirmation(self) -> "models.QuerySet[Member]":
        """Members with a community to confirm, those who wait longest first."""
        return self.filter(AWAITS_CONFIRMATION).order_by("pk")

    def with_roles(self) -> "models.QuerySet[Member]":
        """Administrators and the facilitators of any theme."""
        has_role = models.Q(is_staff=True) | ~models.Q(facilitates=[])
        return self.filter(has_role, closed_at=None).order_by("pk")

    def facilitators(self) -> "models.QuerySet[Member]":
        """The facilitators of any theme, in the order of their names."""
        return self.filter(closed_at=None).exclude(facilitates=[]).order_by("found_by")

    def with_handle(self, handle: str) -> "models.QuerySet[Member]":
        return self.alias(any_case=Lower("handle")).filter(any_case=handle.lower())

    def with_handles(self, handles: Iterable[str]) -> "models.QuerySet[Member]":
        """The open accounts with these handles in lower case. No handles, no query."""
        return self.alias(any_case=Lower("handle")).filter(any_case__in=handles, closed_at=None)

    def longer_handles(self, handle: str) -> set[str]:
        """The handles in lower case that begin with `handle` and a full stop."""
        longer = self.filter(handle__istartswith=f"{handle}.").values_list("handle", flat=True)
        return {other.lower() for other in longer if other}

    def listed_to(self, reader: Any) -> "models.QuerySet[Member]":
        """The members that `reader` may find in lists and in search, as each member chose."""
        listed = self.filter(closed_at=None, is_active=True, handle__isnull=False).exclude(
            models.Q(community="") | models.Q(suspended_until__gt=timezone.now())
        )
        if not reader.pk:
            return listed.filter(listed_for=Audience.EVERYONE)
        return listed.filter(~models.Q(listed_for=Audience.NOBODY) | models.Q(pk=reader.pk))

    def showing_presence(self, member_ids: Iterable[int]) -> "models.QuerySet[Member]":
        """The members with these ids who let others see that they are here."""
        return self.filter(pk__in=member_ids, shows_presence=True, closed_at=None).order_by(
            "name", "pk"
        )

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Member":
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

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Member":
        """Create an administrator with a confirmed e-mail; only the site's owner can call this."""
        fields.setdefault("email_confirmed_at", timezone.now())
        fields.setdefault("trust_level", TrustLevel.TRUSTED)
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def use_totp_step(self, member: "Member", step: int) -> bool:
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


# What other people see of a member beside what the member writes: columns of Member.
SHOWN_FIELDS = (
    *("name", "handle", "community", "side", "community_confirmed", "closed_at"),
    *("is_staff", "facilitates", "picture"),
)


class Member(AbstractBaseUser, PermissionsMixin):
    """A person with an account. `handle` is the unique name in @mentions and never changes."""

    email = models.EmailField(_("e-mail address"), unique=True)
    handle = models.CharField(  # noqa: DJ001 (NULL until the member chooses one)
        _("username"), max_length=30, null=True, unique=True
    )
    name = models.CharField(_("display name"), max_length=60, blank=True)
    community = models.CharField(_("community"), max_length=12, choices=Community, blank=True)
    side = models.CharField(_("group"), max_length=10, choices=Side, blank=True)
    community_confirmed = models.BooleanField(
        _("community confirmed by an administrator"), default=False
    )
    # An administrator could not confirm it. The member was told why and may declare another one.
    community_refused = models.BooleanField(default=False, db_default=False, editable=False)
    organisation = models.CharField(_("organization"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)  # ISO 3166-1 alpha-2
    languages = models.JSONField(_("languages"), default=list, blank=True)
    language = models.CharField(_("language of the site"), max_length=5, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    bio = models.TextField(_("about you"), blank=True)
    # The name of the picture over the initials, or "". forum/profile_pictures stores it.
    picture = models.CharField(
        max_length=PICTURE_NAME_LENGTH, default="", db_default="", blank=True, editable=False
    )
    listed_for = models.CharField(max_length=8, choices=Audience, default=Audience.MEMBERS)
    last_seen_for = models.CharField(max_length=8, choices=Audience, default=Audience.NOBODY)
    shows_presence = models.BooleanField(default=True)
    # Whether one line a day says how many people reacted to what the member wrote.
    hears_reactions = models.BooleanField(default=True, db_default=True)
    takes_private_notes = models.BooleanField(default=True, db_default=True)
    last_seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The name and the handle, folded, to order the list of members and to search in it.
    found_by = models.CharField(max_length=200, default="", editable=False)
    # The places where the member has drafts, so that a page without a draft needs no query.
    # forum/drafts keeps this field up to date.
    draft_places = models.JSONField(default=list, blank=True, editable=False)
    # The ids of the themes that the member facilitates, for the mark beside their name. A copy of
    # Theme.facilitators, which alone gives rights; forum/themes keeps this field up to date.
    facilitates = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField()), editable=False
    )
    # The newest version of the rules that the member accepted. accounts/consents writes it.
    accepted_version = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    # The ids of the members that this member blocks. It is a copy of the rows of forum/blocking.
    blocked_ids = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField()), editable=False
    )
    trust_level = models.PositiveSmallIntegerField(
        choices=TrustLevel, default=TrustLevel.NEW, db_default=TrustLevel.NEW, editable=False
    )
    # When the level can change because time passes. forum/trust then computes it again.
    trust_due_at = models.DateTimeField(null=True, db_default=None, editable=False)
    email_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The time step of the last used code from an app; see use_totp_step.
    code_step = models.BigIntegerField(null=True, editable=False)
    silenced_until = models.DateTimeField(_("silenced until"), null=True, blank=True)
    suspended_until = models.DateTimeField(_("suspended until"), null=True, blank=True)
    sanction_reason = models.CharField(_("reason told to the member"), max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When a former member chose that nobody may read their texts any more.
    texts_emptied_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_demo = models.BooleanField(_("demonstration account"), default=False, editable=False)
    is_staff = models.BooleanField(_("administrator"), default=False)
    is_active = models.BooleanField(default=True, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = MemberManager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(Lower("handle"), name="member_handle_any_case")]
        indexes: ClassVar = [
            models.Index(fields=["found_by"], name="member_list"),
            models.Index(fields=["id"], condition=AWAITS_CONFIRMATION, name="member_unconfirmed"),
            models.Index(
                fields=["trust_due_at"],
                condition=models.Q(trust_due_at__isnull=False),
                name="member_trust_due",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return str(_("a former member")) if self.closed_at else self.name or self.handle or ""

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else normal_password(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether the stored hash is of `raw_password` in any of its Unicode forms."""
        return raw_password is not None and any(
            super(Member, self).check_password(form) for form in password_forms(raw_password)
        )

    def update_search_text(self) -> None:
        """Set `found_by` without saving it. The handle makes it unique."""
        handle = self.handle or ""
        self.found_by = f"{folding.fold_name(self.name)[:160]} {handle.lower()}".strip()

    @property
    def act_target(self) -> ActTarget:
        return ActTarget(TargetKind.MEMBER, self.pk, member_id=self.pk)

    @property
    def country_name(self) -> str:
        return countries.country_name(self.country)

    def get_absolute_url(self) -> str:
        if not self.handle or self.closed_at:
            return ""
        return reverse("pages:member", args=[self.handle])

    @cached_property
    def has_two_step(self) -> bool:
        """Whether sign-in needs more than a password. One query for each object."""
        return (
            type(self).objects.filter(pk=self.pk, authenticator__type__in=TWO_STEP_TYPES).exists()
        )

    @property
    def is_new(self) -> bool:
        """Whether the limits of new members apply. They never do to people with a role."""
        return self.trust_level < TrustLevel.MEMBER and not (self.is_staff or self.facilitates)

    @property
    def has_finished_sign_up(self) -> bool:
        """Whether the member has chosen a handle and a community."""
        return bool(self.handle and self.community)

    @property
    def must_accept_rules(self) -> bool:
        """Whether the member reads but does not write until they accept a newer version."""
        return self.accepted_version < versions.needed_number()


class RetiredHandleManager(models.Manager["RetiredHandle"]):
    def retire(self, handle: str) -> None:
        """Nobody gets `handle` again. A repeat changes nothing."""
        self.get_or_create(digest=_digest(handle))

    def is_retired(self, handle: str) -> bool:
        return self.filter(digest=_digest(handle)).exists()


class RetiredHandle(models.Model):
    """The handle of a closed account, as a digest, so that no row says who the member was.

    Old mentions, links and bookmarks would otherwise lead to somebody else.
    """

    digest = models.CharField(primary_key=True, max_length=64, editable=False)  # SHA-256, in hex

    objects = RetiredHandleManager()

    def __str__(self) -> str:
        return self.digest


def _digest(handle: str) -> str:
    return hashlib.sha256(handle.lower().encode()).hexdigest()
