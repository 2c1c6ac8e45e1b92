"""Decisions with their reasons, and appeals (decision 87).

A statement tells a member what was decided about their text or account, as article 17 of the EU
Digital Services Act asks. Each belongs to one act of the record, which says who decided and why.
"""

import secrets
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import permissions
from accounts.acts.models import Act
from accounts.acts.targets import TargetKind
from collective_brain.web.numbers import numbers_in_key
from forum.contributions.numbered_rules import Rule
from forum.themes.models import Theme

APPEAL_WITHIN = timedelta(days=183)  # six months: article 20
MAX_MESSAGES = 5  # of each side of an appeal
MAX_LENGTH = 3_000  # characters of one message


def new_key() -> str:
    return secrets.token_urlsafe(16)


class StatementKind(models.TextChoices):
    POST = "post", _("Your post was hidden")
    MESSAGE = "message", _("Your message was hidden")
    NOTE = "note", _("Your private note was hidden")
    TOPIC = "topic", _("Your topic was hidden")
    EDITED = "edited", _("Your post was edited")
    VERSION = "version", _("An earlier version of your text was hidden")
    REJECTED = "rejected", _("Your text was not published")
    WARNED = "warned", _("You got a warning")
    SILENCED = "silenced", _("You can read but not write for some time")
    SUSPENDED = "suspend", _("Your account was suspended")
    COMMUNITY = "refused", _("Your community was not confirmed")
    PICTURE = "picture", _("Your profile picture was removed")


# The same for those who decide about an appeal.
DECIDED: dict[str, Any] = {
    StatementKind.POST: _("A post was hidden"),
    StatementKind.MESSAGE: _("A message was hidden"),
    StatementKind.NOTE: _("A private note was hidden"),
    StatementKind.TOPIC: _("A topic was hidden"),
    StatementKind.EDITED: _("A post was edited"),
    StatementKind.VERSION: _("An earlier version of a post was hidden"),
    StatementKind.WARNED: _("The author got a warning"),
    StatementKind.SILENCED: _("The member can read but not write for some time"),
    StatementKind.SUSPENDED: _("The account was suspended"),
    StatementKind.COMMUNITY: _("The community was not confirmed"),
    StatementKind.PICTURE: _("The profile picture was removed"),
}


class Outcome(models.TextChoices):
    UPHELD = "upheld", pgettext_lazy("outcome of an appeal", "The decision stands")
    CHANGED = "changed", pgettext_lazy("outcome of an appeal", "The decision is undone")


class StatementQuerySet(models.QuerySet["Statement"]):
    def with_act(self) -> "StatementQuerySet":
        return self.select_related("act__by", "member", "theme", "appeal__decided_by")

    def in_list_order(self, after: str = "") -> "StatementQuerySet":
        """The newest first. after: the key of the last row on the page before.

        Raises ValueError for an invalid key.
        """
        rows = self.select_related("appeal").order_by("-pk")
        if not after:
            return rows
        [pk] = numbers_in_key(after, 1)
        return rows.filter(pk__lt=pk)

    def about(self, kind: TargetKind, target_id: int) -> "StatementQuerySet":
        return self.filter(act__kind=kind.value, act__target_id=target_id)


class Statement(models.Model):
    """What was decided about a text or an account of `member`, and until when they can appeal."""

    # In the address. It opens the page of a suspension without sign-in, so nobody can guess it.
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    act = models.OneToOneField(Act, models.CASCADE, related_name="+", editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False
    )
    kind = models.CharField(max_length=8, choices=StatementKind, editable=False)
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="+", editable=False)
    text = models.TextField(blank=True, editable=False)  # as the author wrote it
    until = models.DateTimeField(null=True, editable=False)  # of a sanction
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)  # when it was undone

    objects = StatementQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["member", "-id"], name="statement_of_member")]

    def __str__(self) -> str:
        return f"{self.kind} {self.member_id}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:decision", args=[self.key])

    @property
    def decided(self) -> str:
        """What happened, for those who decide about the appeal."""
        return str(DECIDED[self.kind])

    @property
    def appeal_until(self) -> Any:
        return self.created_at + APPEAL_WITHIN

    @property
    def rule_name(self) -> str:
        """The numbered rule that was broken; "" if the reason names none."""
        return str(Rule(self.act.rule).label) if self.act.rule else ""

    @property
    def has_end(self) -> bool:
        return bool(self.until and self.until < timezone.now() + permissions.FOR_GOOD)

    @property
    def has_appeal(self) -> bool:
        return hasattr(self, "appeal")


class AppealQuerySet(models.QuerySet["Appeal"]):
    def locked(self, pk: int) -> "Appeal":
        locked = self.select_for_update(of=("self",), no_key=True)
        return locked.select_related("statement__act", "statement__theme").get(pk=pk)

    def for_deciders(self, reader: Any) -> "AppealQuerySet":
        """Those in the themes that `reader` facilitates; all for administrators. Never their own.

        Only administrators who may change members read those about accounts.
        """
        if not reader.pk:
            return self.none()
        others = self.exclude(statement__member=reader.pk)
        if permissions.may_change_members(reader):
            return others
        if permissions.may_administer(reader):
            return others.filter(statement__theme__isnull=False)
        themes = Theme.objects.facilitator_roles(reader).values("theme")
        return others.filter(statement__theme__in=themes)

    def open(self) -> "AppealQuerySet":
        return self.filter(decided_at=None)

    def with_statement(self) -> "AppealQuerySet":
        return self.select_related(
            *("statement__act__by", "statement__member", "statement__theme", "decided_by")
        )


class Appeal(models.Model):
    """The one appeal against a decision. Somebody who did not take it decides."""

    statement = models.OneToOneField(
        Statement, models.CASCADE, related_name="appeal", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(db_index=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True, editable=False)
    why = models.CharField(max_length=300, blank=True, editable=False)

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decided_at=None, outcome="")
                | (models.Q(decided_at__isnull=False) & ~models.Q(outcome="")),
                name="appeal_decided_with_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"Appeal {self.statement_id}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:appeal", args=[self.pk])

    def count_of_side(self, *, is_appellant: bool) -> int:
        own = models.Q(author=self.statement.member_id)
        return self.messages.filter(own if is_appellant else ~own).count()


class AppealMessage(models.Model):
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="messages", editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, db_index=False
    )
    source = models.TextField(editable=False)
    nonce = models.UUIDField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "nonce"], name="appeal_message_once")
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id}: {self.pk}"
