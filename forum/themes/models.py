"""SSE themes: what the house talks about, in four languages."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.models import Member


class ThemeManager(models.Manager["Theme"]):
    def locked(self, pk: int) -> "Theme":
        """The theme under its row lock; other rows may still point to it."""
        return self.select_for_update(no_key=True).get(pk=pk)

    def facilitator_roles(self, member: Member) -> "models.QuerySet[Any]":
        """A row (theme, member) for each theme that `member` looks after; none while their rights rest."""
        rows = Theme.facilitators.through.objects.filter(member_id=member.pk)
        return (
            rows.filter(member__in=Member.objects.with_required_two_step())
            if settings.SECOND_STEP_REQUIRED
            else rows
        )


class Theme(models.Model):
    """A subject of the SSE. Its counters are moved by the worker (decision 9)."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), max_length=1000)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#1E3A8A",
        validators=[RegexValidator(r"^#[0-9A-Fa-f]{6}$")],
    )
    facilitators = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="facilitated_themes",
        verbose_name=_("facilitators"),
    )
    topic_count = models.PositiveIntegerField(default=0, editable=False)
    post_count = models.PositiveIntegerField(default=0, editable=False)
    last_post_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[ThemeManager] = ThemeManager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topics:theme", args=[self.slug])

    def is_facilitated_by(self, member: Member | Any) -> bool:
        """Whether `member` acts as a facilitator of this theme, or as an administrator."""
        if not member.pk:
            return False
        return (
            permissions.may_administer(member)
            or Theme.objects.facilitator_roles(member).filter(theme=self).exists()
        )
