"""Who works on a case: somebody who claimed it, or got it from another."""

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.chat.models import Message
from forum.private_notes.models import PrivateNote
from forum.reports.targets import FIELDS, OF_AUTHOR, Reported, about_one_thing_q, target_fields
from forum.topics.models import Post

CLAIM_LASTS = timedelta(hours=2)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def about(self, reported: Reported) -> "AssignmentQuerySet":
        return self.filter(**target_fields(reported))

    def of_cases(self, reports: models.QuerySet[Any]) -> "AssignmentQuerySet":
        is_of_one = [
            Q(**{f"{field}__in": reports.exclude(**{field: None}).values(field)})
            for field in FIELDS
        ]
        return self.filter(reduce(or_, is_of_one))

    def erase_traces_of(self, member_id: int) -> None:
        """A closed account works on nothing, and nobody keeps notes about its texts."""
        self.filter(Q(assignee=member_id) | Q(by=member_id)).delete()
        for of_author in OF_AUTHOR:
            self.filter(pk__in=self.filter(**{of_author: member_id}).values("pk")).delete()


class Assignment(models.Model):
    """Who works on an open case: a member who claimed it or got it, or the administrators.

    The row goes when the case is handled. Others may take the case over after CLAIM_LASTS.
    """

    post = models.OneToOneField(Post, models.CASCADE, null=True, related_name="+", editable=False)
    message = models.OneToOneField(
        Message, models.CASCADE, null=True, related_name="+", editable=False
    )
    private_note = models.OneToOneField(
        PrivateNote, models.CASCADE, null=True, related_name="+", editable=False
    )
    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", editable=False
    )
    assignee = models.ForeignKey(  # NULL: any administrator
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", editable=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False
    )
    note = models.CharField(max_length=300, blank=True, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=about_one_thing_q(), name="assignment_about_one_thing"
            ),
        ]

    def __str__(self) -> str:
        keys = [getattr(self, f"{field}_id") for field in FIELDS]
        return f"{next(filter(None, keys), None)}: {self.assignee_id}"

    @property
    def is_claim(self) -> bool:
        return self.assignee_id == self.by_id

    @property
    def ends_at(self) -> Any:
        return self.at + CLAIM_LASTS

    def excludes(self, member: Any) -> bool:
        """Whether `member` may not decide now, because somebody else works on it."""
        if self.assignee_id in (None, member.pk):
            return False
        return bool(self.ends_at > timezone.now())
