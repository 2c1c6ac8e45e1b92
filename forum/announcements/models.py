"""What administrators announce on every page."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MAX_TEXT = 300  # characters in one language


class Level(models.TextChoices):
    INFO = "info", pgettext_lazy("level of an announcement", "Information")
    WARNING = "warning", pgettext_lazy("level of an announcement", "Warning")


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def current(self) -> "Announcement | None":
        """The one that is neither over nor ended."""
        shown = self.filter(ended_at=None, ends_at__gt=timezone.now())
        return shown.order_by("-pk").first()


class Announcement(models.Model):
    """The newest one that is not over is shown. The record says who wrote it."""

    texts = models.JSONField()  # by the code of a language; English is always there
    level = models.CharField(max_length=8, choices=Level, default=Level.INFO)
    created_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # an administrator ended or replaced it

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")

    def __str__(self) -> str:
        return f"announcement {self.pk}"
