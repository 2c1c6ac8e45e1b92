"""What happened in a theme on one day."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from forum.themes.models import Theme

WEEKS = 12  # that the page shows
DAYS = 7 * WEEKS
KEEP = timedelta(days=2 * DAYS)


class ThemeDayQuerySet(models.QuerySet["ThemeDay"]):
    def shown(self) -> "ThemeDayQuerySet":
        return self.filter(day__gte=first_day())

    def delete_old(self) -> None:
        """Periodic task."""
        self.filter(day__lt=timezone.now().date() - KEEP).delete()


class ThemeDay(models.Model):
    """The posts of a theme on one day, in UTC, as they were when the worker counted them.

    Members, communities, countries and languages are keys of JSON objects, with numbers of posts.
    `readers` and `silent` are of the time of counting, and empty for days that were counted late.
    """

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="+", editable=False)
    day = models.DateField(editable=False)
    posts = models.PositiveIntegerField(default=0, editable=False)
    writers = models.JSONField(default=dict, editable=False)
    communities = models.JSONField(default=dict, editable=False)
    countries = models.JSONField(default=dict, editable=False)
    languages = models.JSONField(default=dict, editable=False)
    # Members who have read in the topics of the last weeks, and those who never wrote in them.
    readers = models.PositiveIntegerField(null=True, editable=False)
    silent = models.PositiveIntegerField(null=True, editable=False)

    objects = ThemeDayQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["theme", "day"], name="theme_day_once")
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="theme_day_by_day")]

    def __str__(self) -> str:
        return f"{self.theme_id}: {self.day}"


def last_day() -> date:
    """Yesterday: the newest day that is over."""
    return timezone.now().date() - timedelta(days=1)


def first_day() -> date:
    return last_day() - timedelta(days=DAYS - 1)
