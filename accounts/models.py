"""The member model and its manager."""

import hashlib
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import countries
from accounts.acts.targets import ActTarget, TargetKind
from accounts.choices import Audience, Community, Side
from accounts.consents import versions
from accounts.credentials import normal_password, password_forms
from accounts.member_manager import AWAITS_CONFIRMATION, TWO_STEP_TYPES, MemberManager
from accounts.trust_levels import TrustLevel
from collective_brain.i18n import folding

PICTURE_NAME_LENGTH = 16


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
