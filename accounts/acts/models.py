"""The table of acts. Rows are written by recording.py and never change, except to erase names."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.acts.targets import MAX_LABEL, TargetKind
from collective_brain import retention
from collective_brain.web.numbers import numbers_in_key


class ActQuerySet(models.QuerySet["Act"]):
    def of_event(self, event: Any, kind: TargetKind, target_id: int) -> "Act | None":
        """The act that was recorded together with `event`; None for one of an older release."""
        rows = self.filter(verb=type(event).__name__, kind=kind.value, target_id=target_id)
        return rows.filter(mark=event.mark).order_by("-pk").first()

    def in_list_order(self, after: str = "") -> "ActQuerySet":
        """The newest first. after: the key of the last row on the page before.

        Raises ValueError for an invalid key.
        """
        rows = self.select_related("by", "member").order_by("-pk")
        if not after:
            return rows
        [pk] = numbers_in_key(after, 1)
        return rows.filter(pk__lt=pk)

    def erase_traces_of(self, member_id: int) -> None:
        """Erase the reasons about a closed account, and what its profile contained."""
        about = self.filter(member=member_id)
        about.exclude(why="").update(why="")
        about.filter(kind=TargetKind.MEMBER.value).update(before={}, after={})

    def delete_old(self) -> None:
        """Periodic task. Keys are in the order of time."""
        limit = timezone.now() - timedelta(days=settings.RECORD_KEEP_DAYS)
        oldest = self.order_by("pk").values_list("pk", "at")[: retention.BATCH]
        self.filter(pk__in=[pk for pk, at in oldest if at < limit]).delete()


class Act(models.Model):
    """One thing that a facilitator or an administrator did.

    verb: the name of the class of the event, or a name of its own where no event is recorded.
    """

    verb = models.CharField(max_length=60, editable=False)
    # None: the owner of the server, with a command, or the site itself if `is_automatic`.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    kind = models.CharField(max_length=8, choices=TargetKind, editable=False)
    target_id = models.PositiveBigIntegerField(null=True, editable=False)
    label = models.CharField(max_length=MAX_LABEL, blank=True, editable=False)
    # The author of the text, or the owner of the account.
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    theme_id = models.PositiveBigIntegerField(null=True, editable=False)  # where it was then
    before = models.JSONField(default=dict, editable=False)
    after = models.JSONField(default=dict, editable=False)
    why = models.CharField(max_length=300, blank=True, editable=False)
    # The numbered rule of the site that was broken; 0: none of them; None: nobody was asked.
    rule = models.PositiveSmallIntegerField(null=True, editable=False)
    is_automatic = models.BooleanField(default=False, editable=False)
    mark = models.PositiveBigIntegerField(default=0, editable=False)  # of the event
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ActQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["theme_id", "-id"], name="act_by_theme"),
            models.Index(fields=["kind", "target_id", "-id"], name="act_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.target_id}"
