"""What a member has begun to write: one row for each place, visible to nobody else."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import Member
from collective_brain.web import nonces
from forum.budgets.models import size_in_bytes

# A tab may send the sequence of a row that was deleted, so a higher number than ours is accepted.
# The limit keeps an invented number from using up the column's range.
MAX_ACCEPTED_SEQUENCE = 1_000_000


class DraftQuerySet(models.QuerySet["Draft"]):
    def open_of(self, member: Any) -> "DraftQuerySet":
        return self.filter(member=member, closed=False)

    def open_at(self, member: Any, place: str) -> "Draft | None":
        """The open draft at `place`. No query when the member's own row says that there is none."""
        if place not in member.draft_places:
            return None
        return self.open_of(member).filter(place=place).first()

    def lock_or_create(self, member_id: int, place: str) -> "Draft":
        """The draft at `place` under its row lock; a new closed one when there is none."""
        Draft.objects.bulk_create([Draft(member_id=member_id, place=place)], ignore_conflicts=True)
        return self.select_for_update(no_key=True).get(member=member_id, place=place)

    def drafts_of_published_text(
        self, member_id: int, place: str, nonce: str, source: str
    ) -> "list[Draft]":
        """The open drafts of a text that was just published.

        They have the nonce of its form, or the same text at the same place.
        """
        candidates = self.open_of(member_id).filter(Q(place=place) | Q(fields__nonce=nonce))
        return [draft for draft in candidates if draft.is_of_published_text(nonce, source)]

    def update_draft_places(self, member_id: int) -> None:
        """Store in the member's row where they have drafts; in the transaction that changed it."""
        Member.objects.locked(member_id)
        places = list(self.open_of(member_id).order_by("pk").values_list("place", flat=True))
        Member.objects.filter(pk=member_id).update(draft_places=places)


class Draft(models.Model):
    """What a member typed at `place`.

    `place` is the form's data-target: "topic:17", "start:3", "edit:/topics/17/5" or "room:3".
    `sequence` grows with every change, so that a save from an older tab is recognized. The row of
    a sent or discarded draft stays for a while as a closed one: without its text, but with its
    sequence and the nonce of its form.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    place = models.CharField(max_length=60)
    # title, source, language, reply_to, why, nonce, version: the filled-in ones, as strings
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
    def excerpt(self) -> str:
        """The beginning of the title and text, for the list of drafts."""
        typed = f"{self.fields.get('title', '')} {self.fields.get('source', '')}"
        return Truncator(" ".join(typed.split())).chars(200)

    def is_newer_than(self, sequence: int, fields: dict[str, str]) -> bool:
        """Whether a text that builds on `sequence` would overwrite or reopen this draft."""
        if not self.closed:
            return self.sequence != sequence
        if nonce := fields.get("nonce"):
            return nonce == self.fields.get("nonce")
        return 0 < sequence < self.sequence

    def is_of_published_text(self, nonce: str, source: str) -> bool:
        if self.fields.get("source") == source:
            return True
        return nonce in nonces.possible_nonces(self.fields.get("nonce", ""))

    def growth_in_bytes(self, fields: dict[str, str]) -> int:
        """How many bytes `fields` are longer than the stored ones; 0 if they are shorter."""
        return max(0, size_in_bytes(*fields.values()) - size_in_bytes(*self.fields.values()))

    def store_text(self, fields: dict[str, str], *, after: int = 0) -> None:
        """Store `fields`; the new sequence is greater than `after`."""
        self.fields, self.closed = fields, False
        self._save_with_next_sequence(after)

    def close(self, nonce: str = "") -> None:
        self.fields = {"nonce": nonce} if nonce else {}
        self.closed = True
        self._save_with_next_sequence()

    def _save_with_next_sequence(self, after: int = 0) -> None:
        self.sequence = max(self.sequence, min(after, MAX_ACCEPTED_SEQUENCE)) + 1
        self.saved_at = timezone.now()
        self.save(update_fields=["fields", "closed", "sequence", "saved_at"])
