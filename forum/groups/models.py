"""Groups, their members, links that let people join, and requests to join (decision 90)."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import permissions
from accounts.acts.targets import ActTarget, TargetKind
from collective_brain import retention

KEEP_LINKS = timedelta(days=90)  # after their end


class Role(models.TextChoices):
    MEMBER = "member", pgettext_lazy("role in a group", "Member")
    MANAGER = "manager", pgettext_lazy("role in a group", "Manager")


class GroupQuerySet(models.QuerySet["Group"]):
    def locked(self, pk: int) -> "Group":
        """The group, with its row locked. Others may still insert rows that refer to it."""
        return self.select_for_update(no_key=True).get(pk=pk)

    def of(self, member: Any) -> "GroupQuerySet":
        """The groups that `member` belongs to."""
        return self.filter(pk__in=GroupMember.objects.filter(member=member.pk).values("group"))

    def visible_to(self, member: Any) -> "GroupQuerySet":
        """Those of `member`, and those that take requests. Administrators see all.

        A visitor sees none: only members can ask to join.
        """
        if not member.pk:
            return self.none()
        if permissions.may_administer(member):
            return self.all()
        own = GroupMember.objects.filter(member=member.pk)
        return self.filter(Q(takes_requests=True) | Q(pk__in=own.values("group")))


class Group(models.Model):  # type: ignore[django-manager-missing]  # themes are above
    """Some members of the site. Theme.reading_group and Theme.writing_group refer to it."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), max_length=1000, blank=True)
    takes_requests = models.BooleanField(_("members can ask to join"), default=False)
    # Whether the time as a member of this group counts for trust (decision 94).
    is_academy = models.BooleanField(
        _("participants of an Academy"), default=False, db_default=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("groups:group", args=[self.slug])

    @property
    def act_target(self) -> ActTarget:
        return ActTarget(TargetKind.GROUP, self.pk, self.name)

    def has_member(self, member: Any) -> bool:
        return GroupMember.objects.filter(group=self, member=member.pk).exists()

    def is_managed_by(self, member: Any) -> bool:
        """Whether `member` is a manager. Administrators have the same rights."""
        if not member.pk:
            return False
        if permissions.may_administer(member):
            return True
        rows = GroupMember.objects.filter(group=self, member=member.pk)
        return rows.filter(role=Role.MANAGER).exists()


class GroupMemberQuerySet(models.QuerySet["GroupMember"]):
    def in_list_order(self) -> "GroupMemberQuerySet":
        """Managers first, then by name. Closed accounts have no rows."""
        is_manager = models.Case(models.When(role=Role.MANAGER, then=0), default=1)
        return self.select_related("member").order_by(is_manager, "member__found_by")

    def manager_ids(self, group_id: int) -> list[int]:
        managers = self.filter(group=group_id, role=Role.MANAGER, member__closed_at=None)
        return list(managers.values_list("member", flat=True))


class GroupMember(models.Model):
    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)
    since = models.DateTimeField(default=timezone.now, editable=False)

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "member"], name="group_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in group {self.group_id}"

    @property
    def is_manager(self) -> bool:
        return self.role == Role.MANAGER


class GroupInvitationQuerySet(models.QuerySet["GroupInvitation"]):
    def open(self) -> "GroupInvitationQuerySet":
        """Those that still let somebody join."""
        return self.filter(ends_at__gt=timezone.now(), used__lt=F("places"))

    def with_token(self, token: str) -> "GroupInvitation | None":
        """The open invitation with this token. Only the digest of a token is stored."""
        return self.open().select_related("group").filter(digest=token_digest(token)).first()

    def use(self, pk: int) -> bool:
        """Use one place. False if the link has ended or is full."""
        return bool(self.open().filter(pk=pk).update(used=F("used") + 1))

    def delete_old(self) -> None:
        """Periodic task."""
        old = self.filter(ends_at__lt=timezone.now() - KEEP_LINKS)
        keys = list(old.values_list("pk", flat=True)[: retention.BATCH])
        self.filter(pk__in=keys).delete()


class GroupInvitation(models.Model):
    """A link with which people join. The link itself is shown once, when it is made."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    ends_at = models.DateTimeField(db_index=True)
    places = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0, editable=False)

    objects = GroupInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to join a group")
        verbose_name_plural = _("links to join groups")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"link {self.pk} to group {self.group_id}"

    @property
    def is_open(self) -> bool:
        return self.ends_at > timezone.now() and self.used < self.places


class GroupRequest(models.Model):
    """A member asks to join. An answer deletes the row."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="requests", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("request to join a group")
        verbose_name_plural = _("requests to join groups")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "member"], name="group_request_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} asks for group {self.group_id}"


def new_token() -> str:
    return secrets.token_urlsafe(18)


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def member_keys(group_id: int) -> "models.QuerySet[Any]":
    """The keys of the members of a group, as a subquery."""
    return GroupMember.objects.filter(group=group_id).values("member")
