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
from accounts.member_manager import TWO_STEP_TYPES
from accounts.models import Member
from forum.groups.models import Group
from forum.themes import tints


class ThemeManager(models.Manager["Theme"]):
    def visible_to(self, member: Any) -> "models.QuerySet[Theme]":
        """The themes that `member` may read: public ones, and private ones of their groups."""
        return self.exclude(pk__in=self.closed_to(member))

    def open_to(self, member: Any) -> "models.QuerySet[Theme]":
        """Of the visible themes, those that are not archived: those in which members write."""
        return self.visible_to(member).filter(archived_at=None)

    def closed_to(self, member: Any) -> RawSQL:
        """The keys of the private themes that `member` may not read, as a subquery.

        This is the only place that says who reads a private theme (decision 90). Every query of
        topics, rooms and themes for a reader excludes these keys.
        """
        return RawSQL(closed_themes_sql(member), ())

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

        Private themes give no mark: it would tell that they exist. Call it in the transaction that
        changes Theme.facilitators or the reading group.
        """
        theme_ids_by_member: dict[int, list[int]] = {}
        roles = self.public_roles().order_by("theme_id")
        for member_id, theme_id in roles.values_list("member_id", "theme_id"):
            theme_ids_by_member.setdefault(member_id, []).append(theme_id)
        had_or_has_role = ~models.Q(facilitates=[]) | models.Q(pk__in=theme_ids_by_member)
        for member in Member.objects.filter(had_or_has_role).only("facilitates"):
            theme_ids = theme_ids_by_member.get(member.pk, [])
            if member.facilitates != theme_ids:
                Member.objects.filter(pk=member.pk).update(facilitates=theme_ids)

    def public_roles(self) -> "models.QuerySet[Any]":
        """The rows (theme, member) of the facilitators of themes that are not private."""
        return Theme.facilitators.through.objects.filter(theme__reading_group=None)

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
    # A theme with a reading group is private (decision 90). A writing group narrows who writes:
    # they must also be able to read.
    reading_group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        db_default=None,
        related_name="reading_themes",
        editable=False,
    )
    writing_group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        db_default=None,
        related_name="writing_themes",
        editable=False,
    )
    # New members are read by a facilitator first (decision 93).
    first_posts_wait = models.BooleanField(default=False, db_default=False, editable=False)
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

    @property
    def is_private(self) -> bool:
        """Whether only members of a group, its facilitators and administrators read it."""
        return self.reading_group_id is not None

    def is_readable_by(self, member: Any) -> bool:
        """The rule of closed_themes_sql for one theme that is loaded. No query if it is public."""
        return not self.is_private or Theme.objects.visible_to(member).filter(pk=self.pk).exists()

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


def closed_themes_sql(member: Any) -> str:
    """SELECT the keys of the private themes that `member` may not read.

    Plain SQL without parameters, because most pages ask it: the ORM takes 1 ms to build it, and
    forum/following/unread_keys.py is plain SQL, too.
    """
    if not member.pk:
        return "SELECT id FROM themes_theme WHERE reading_group_id IS NOT NULL"
    if permissions.may_administer(member):
        return "SELECT id FROM themes_theme WHERE id IS NULL"  # none
    pk = int(member.pk)
    sql = (
        "SELECT id FROM themes_theme WHERE reading_group_id IS NOT NULL AND reading_group_id "
        f"NOT IN (SELECT group_id FROM groups_groupmember WHERE member_id = {pk})"
    )
    roles = f"SELECT theme_id FROM themes_theme_facilitators WHERE member_id = {pk}"
    if settings.SECOND_STEP_REQUIRED:
        types = ", ".join(f"'{kind}'" for kind in TWO_STEP_TYPES)
        second_step = f"SELECT 1 FROM mfa_authenticator WHERE user_id = {pk} AND type IN ({types})"
        roles += f" AND EXISTS ({second_step})"
    return f"{sql} AND id NOT IN ({roles})"
