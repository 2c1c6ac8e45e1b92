"""What a member has begun to write: one row for each place, seen by nobody else."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import Member
from collective_brain.web import nonces

# A tab may know a sequence whose row was pruned; a number nobody reached would leave no room to count on.
HIGHEST_TOLD = 1_000_000


class DraftQuerySet(models.QuerySet["Draft"]):
    def open_of(self, member: Any) -> "DraftQuerySet":
        return self.filter(member=member, closed=False)

    def at(self, member: Any, place: str) -> "Draft | None":
        """The open draft at `place`. No query where the member's own row says that there is none."""
        return (
            self.open_of(member).filter(place=place).first()
            if place in member.draft_places
            else None
        )

    def locked(self, member_id: int, place: str) -> "Draft":
        """The row of `place` under its lock, made when there is none."""
        Draft.objects.bulk_create([Draft(member_id=member_id, place=place)], ignore_conflicts=True)
        return self.select_for_update(no_key=True).get(member=member_id, place=place)

    def sent(self, member_id: int, place: str, nonce: str, source: str) -> "list[Draft]":
        """What a text that was just published began as: the same form, or the same words for the same place."""
        near = self.open_of(member_id).filter(Q(place=place) | Q(fields__nonce=nonce))
        return [
            draft
            for draft in near
            if draft.fields.get("source") == source
            or nonce in nonces.possible_nonces(draft.fields.get("nonce", ""))
        ]

    def note_places(self, member_id: int) -> None:
        """Write into the member's row where they have drafts; in the transaction that changed it."""
        Member.objects.locked(member_id)
        places = list(self.open_of(member_id).order_by("pk").values_list("place", flat=True))
        Member.objects.filter(pk=member_id).update(draft_places=places)


class Draft(models.Model):
    """What a member typed at `place`, the form's data-keep ("topic:17", "start:3", "edit:/topics/17/5", "room:3").

    sequence grows with every change, so that an older tab is found out. A sent or discarded draft stays for a
    while, closed: without words, with its sequence and the nonce or version that closed it.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    place = models.CharField(max_length=60)
    # title, source, language, reply_to, why, nonce, version: what was filled in, as text
    fields = models.JSONField(default=dict)
    closed = models.BooleanField(default=True)
    sequence = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "place"], name="draft_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.place}: {self.sequence}"

    @property
    def words(self) -> str:
        """The first words of it."""
        typed = f"{self.fields.get('title', '')} {self.fields.get('source', '')}"
        return Truncator(" ".join(typed.split())).chars(200)

    def is_newer_than(self, sequence: int, fields: dict[str, str]) -> bool:
        """Whether what builds on `sequence` would overwrite something, or bring back what is done with."""
        if not self.closed:
            return self.sequence != sequence
        if nonce := fields.get("nonce"):
            return nonce == self.fields.get("nonce")
        return 0 < sequence < self.sequence

    def write(self, fields: dict[str, str], *, after: int = 0) -> None:
        self.fields, self.closed = fields, False
        self._step(after)

    def close(self, nonce: str = "") -> None:
        self.fields = {"nonce": nonce} if nonce else {}
        self.closed = True
        self._step()

    def _step(self, after: int = 0) -> None:
        self.sequence = max(self.sequence, min(after, HIGHEST_TOLD)) + 1
        self.saved_at = timezone.now()
        self.save(update_fields=["fields", "closed", "sequence", "saved_at"])
