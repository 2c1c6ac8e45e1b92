"""Which member blocks which. Member.blocked_ids is a copy: the pages of a reader ask no query."""

from collections.abc import Collection
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member


class BlockQuerySet(models.QuerySet["Block"]):
    def blockers_of(self, author_id: int, among: Collection[int]) -> set[int]:
        """Those of `among` who block `author_id`."""
        if not among:
            return set()
        rows = self.filter(blocked=author_id, member__in=list(among))
        return set(rows.values_list("member", flat=True))

    def store_copy_of(self, member_id: int) -> None:
        """Write Member.blocked_ids. Call it in the transaction of a change of these rows."""
        keys = self.filter(member=member_id).order_by("blocked").values_list("blocked", flat=True)
        Member.objects.filter(pk=member_id).update(blocked_ids=list(keys))


class Block(models.Model):
    """`member` does not see what `blocked` writes. `blocked` never hears of it."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("blocked member")
        verbose_name_plural = _("blocked members")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(member=F("blocked")), name="block_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} blocks {self.blocked_id}"
