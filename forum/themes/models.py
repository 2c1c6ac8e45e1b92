"""Themes: the subjects of the forum, with names and descriptions in four languages."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.acts.targets import ActTarget, TargetKind
from accounts.models import Member
from forum.themes import tints


class ThemeManager(models.Manager["Theme"]):
    def open(self) -> "models.QuerySet[Theme]":
        """The themes that are not archived: those in which members write."""
        return self.filter(archived_at=None)

    def locked(self, pk: int) -> "Theme":
        """The theme, with its row locked. Others may still insert rows that refer to it."""
        return self.select_for_update(no_key=True).get(pk=pk)

    def facilitated_by(self, member: Member) -> "RawSQL | models.QuerySet[Any]":
        """The keys of the themes that `member` facilitates, as a subquery.

        Plain SQL where it can be: most pages ask this, and the ORM takes 1 ms to build it.
        """
        if settings.SECOND_STEP_REQUIRED:
            return self.facilitator_roles(member).values("theme")
        return RawSQL(
            "SELECT theme_id FROM themes_theme_facilitators WHERE member_id = %s", [member.pk]
        )

    def store_facilitators_for_display(self) -> None:
        """Copy the facilitators of all themes to Member.facilitates, for the marks beside names.

        Call it in the transaction that changes Theme.facilitators.
        """
        theme_ids_by_member: dict[int, list[int]] = {}
        roles = Theme.facilitators.through.objects.order_by("theme_id")
        for member_id, theme_id in roles.values_list("member_id", "theme_id"):
            theme_ids_by_member.setdefault(member_id, []).append(theme_id)
        had_or_has_role = ~models.Q(facilitates=[]) | models.Q(pk__in=theme_ids_by_member)
        for member in Member.objects.filter(had_or_has_role).only("facilitates"):
            theme_ids = theme_ids_by_member.get(member.pk, [])
            if member.facilitates != theme_ids:
                Member.objects.filter(pk=member.pk).update(facilitates=theme_ids)

    def facilitator_roles(self, member: Member) -> "models.QuerySet[Any]":
        """The rows (theme, member) of the themes that `member` facilitates.

        A member without a required two-step verification has no facilitator's rights.
        """
        roles = Theme.facilitators.through.objects.filter(member_id=member.pk)
        if settings.SECOND_STEP_REQUIRED:
            return roles.filter(member__in=Member.objects.with_required_two_step())
        return roles


class Theme(models.Model):
    """A subject of the forum. The worker updates the counters (decision 9)."""

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
    archived_at = models.DateTimeField(null=True, editable=False)
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

    @property
    def act_target(self) -> ActTarget:
        return ActTarget(TargetKind.THEME, self.pk, str(self), theme_id=self.pk)

    @property
    def light_tint(self) -> str:
        return tints.light_tint(self.colour)

    @property
    def dark_tint(self) -> str:
        return tints.dark_tint(self.colour)

    def open_facilitators(self) -> "models.QuerySet[Member]":
        """The facilitators with an open account, in the order of their names."""
        return self.facilitators.filter(closed_at=None).order_by("found_by")

    def is_facilitated_by(self, member: Member | Any) -> bool:
        """Whether `member` has the rights of a facilitator here. Administrators have them, too."""
        if not member.pk:
            return False
        if permissions.may_administer(member):
            return True
        return Theme.objects.facilitator_roles(member).filter(theme=self).exists()
