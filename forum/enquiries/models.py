"""Enquiries: what a member and the facilitators of a theme write to each other.

The texts are plain, without Markdown. Nobody else reads them, so they need no rendering, no
mentions and no search.
"""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from collective_brain import retention
from collective_brain.web.numbers import moment_from_key, numbers_in_key
from forum.themes.models import Theme

KEEP = timedelta(days=365)  # after the last message
MAX_LENGTH = 5_000  # characters of one message


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def locked(self, pk: int) -> "Enquiry":
        return self.select_for_update(no_key=True).get(pk=pk)

    def visible_to(self, reader: Any) -> "EnquiryQuerySet":
        """The reader's own enquiries, and those to the themes that they facilitate.

        Administrators read all, because they answer where a theme has no facilitators.
        """
        if not reader.pk:
            return self.none()
        if permissions.may_administer(reader):
            return self.all()
        themes = Theme.objects.facilitator_roles(reader).values("theme")
        own = Q(member=reader.pk) & ~Q(theme__in=Theme.objects.closed_to(reader))
        return self.filter(own | Q(theme__in=themes))

    def in_list_order(self, after: str = "") -> "EnquiryQuerySet":
        """The one with the newest message first.

        after: the `row_key` of the last row on the page before. Raises ValueError for an invalid
        key.
        """
        rows = self.select_related("theme", "member", "last_author").order_by("-last_at", "-pk")
        if not after:
            return rows
        microseconds, pk = numbers_in_key(after, 2)
        last_at = moment_from_key(microseconds)
        return rows.filter(Q(last_at__lt=last_at) | Q(last_at=last_at, pk__lt=pk))

    def delete_old(self) -> None:
        """Periodic task."""
        old = self.filter(last_at__lt=timezone.now() - KEEP)
        keys = list(old.values_list("pk", flat=True)[: retention.BATCH])
        self.filter(pk__in=keys).delete()


class Enquiry(models.Model):
    """The one conversation between a member and the facilitators of a theme."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="+", editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False, db_index=False
    )
    last_at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    last_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "theme"], name="enquiry_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} to theme {self.theme_id}"

    def get_absolute_url(self) -> str:
        return reverse("enquiries:enquiry", args=[self.pk])

    @property
    def row_key(self) -> str:
        return f"{round(self.last_at.timestamp() * 1_000_000)}.{self.pk}"

    @property
    def is_answered(self) -> bool:
        return self.last_author_id != self.member_id


class EnquiryMessage(models.Model):
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="messages", editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, db_index=False
    )
    source = models.TextField(editable=False)
    nonce = models.UUIDField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "nonce"], name="enquiry_message_once")
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id}: {self.pk}"
