"""Private conversations, their participants, and the numbered notes in them."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.acts.targets import ActTarget, TargetKind
from accounts.models import Member
from collective_brain import retention
from collective_brain.web.numbers import moment_from_key, numbers_in_key
from forum.blocking.models import Block
from forum.contributions.models import (
    Contribution,
    ContributionQuerySet,
    Conversation,
    ConversationQuerySet,
)

MAX_PARTICIPANTS = 8
MAX_SUBJECT = 120  # characters
NOTES_PER_PAGE = 50
CONTINUES_WITHIN = timedelta(minutes=5)  # after the author's last note


class PrivateConversationQuerySet(ConversationQuerySet["PrivateConversation"]):
    def visible_to(self, reader: Any) -> "PrivateConversationQuerySet":
        """Those in which `reader` takes part now. Nobody has more rights than a participant."""
        if not reader.pk or not settings.PRIVATE_NOTES:
            return self.none()
        own = Participant.objects.present().filter(member=reader.pk)
        return self.filter(Exists(own.filter(private_conversation=OuterRef("pk"))))

    def between_two(self, one: Any, other: Any) -> "PrivateConversation | None":
        """The newest conversation without a subject in which only these two ever took part."""
        both = self.visible_to(one)
        for member_id in (one.pk, other.pk):
            both = both.filter(
                Exists(
                    Participant.objects.present().filter(
                        private_conversation=OuterRef("pk"), member=member_id
                    )
                )
            )
        others = Participant.objects.exclude(member__in=(one.pk, other.pk))
        alone = both.exclude(Exists(others.filter(private_conversation=OuterRef("pk"))))
        return alone.filter(subject="").order_by("-last_at").first()

    def started_since(self, member_id: int, moment: Any) -> int:
        return self.filter(started_by=member_id, created_at__gte=moment).count()

    def delete_abandoned(self) -> None:
        """Periodic task: delete conversations that everybody has left, with their notes.

        Not while a report of a note is stored.
        """
        limit = timezone.now() - timedelta(days=settings.PRIVATE_NOTES_KEEP_DAYS)
        reported = PrivateNote.objects.filter(reports__isnull=False)
        abandoned = self.filter(abandoned_at__lt=limit).exclude(
            pk__in=reported.values("private_conversation")
        )
        keys = list(abandoned.values_list("pk", flat=True)[: retention.BATCH])
        PrivateNote.objects.filter(private_conversation__in=keys).delete()
        self.filter(pk__in=keys).delete()


class PrivateConversation(Conversation):
    """A conversation that only its participants can read.

    last_at: when the last note was sent. abandoned_at: when the last participant left.
    """

    subject = models.CharField(_("subject"), max_length=MAX_SUBJECT, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_at = models.DateTimeField(default=timezone.now, editable=False)
    abandoned_at = models.DateTimeField(null=True, editable=False, db_index=True)

    objects = PrivateConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("private conversation")
        verbose_name_plural = _("private conversations")

    def __str__(self) -> str:
        return f"private conversation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("private_notes:conversation", args=[self.pk])

    @property
    def stream_name(self) -> str:
        return f"note:{self.pk}"

    @property
    def is_closed(self) -> bool:
        """What scripts ask of every conversation."""
        return False

    @cached_property
    def present(self) -> "list[Participant]":
        """Who takes part now, in the order in which they came."""
        rows = self.participants.filter(left_at=None).select_related("member")
        return list(rows.order_by("pk"))

    @staticmethod
    def attach_present(conversations: "list[PrivateConversation]") -> None:
        """Read `present` of all of them with one query."""
        rows = Participant.objects.present().filter(private_conversation__in=conversations)
        by_conversation: dict[int, list[Participant]] = {}
        for row in rows.select_related("member").order_by("pk"):
            by_conversation.setdefault(row.private_conversation_id, []).append(row)
        for conversation in conversations:
            conversation.present = by_conversation.get(conversation.pk, [])

    @property
    def title(self) -> str:
        """The subject, or the names of all participants: the same for every reader."""
        names = [participant.member.get_full_name() for participant in self.present]
        return self.subject or ", ".join(names)

    def others(self, reader: Any) -> list[Member]:
        return [each.member for each in self.present if each.member_id != reader.pk]

    def title_for(self, reader: Any) -> str:
        """The subject, or the names of the others."""
        names = [member.get_full_name() for member in self.others(reader)]
        return self.subject or ", ".join(names) or self.title

    def append(self, note: "PrivateNote") -> "PrivateNote":
        """Add `note` at the end. Call it under the lock."""
        note.private_conversation = self
        note.continues = self._is_continued_by(note)
        self.insert(note)
        self.last_at = note.created_at
        self.save()
        Participant.objects.mark_read(self.pk, note.author_id, note.number)
        return note

    def _is_continued_by(self, note: "PrivateNote") -> bool:
        """Whether the author of the last note goes on with `note`."""
        if not self.last_number or note.created_at - self.last_at >= CONTINUES_WITHIN:
            return False
        last = self.notes.filter(number=self.last_number)
        return last.filter(author=note.author_id).exists()


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def present(self) -> "ParticipantQuerySet":
        return self.filter(left_at=None)

    def in_list_order(self, after: str = "") -> "ParticipantQuerySet":
        """The conversation with the newest note first.

        after: the `row_key` of the last row on the page before. Raises ValueError for an invalid
        key.
        """
        rows = self.select_related("private_conversation")
        rows = rows.order_by("-private_conversation__last_at", "-private_conversation")
        if not after:
            return rows
        microseconds, pk = numbers_in_key(after, 2)
        last_at = moment_from_key(microseconds)
        older = Q(private_conversation__last_at__lt=last_at)
        same_time = Q(private_conversation__last_at=last_at, private_conversation__lt=pk)
        return rows.filter(older | same_time)

    def waiting_for(self, note: "PrivateNote") -> "ParticipantQuerySet":
        """Those who took part when `note` was sent, and have neither read it nor muted all.

        Without those who block its author.
        """
        blockers = Block.objects.filter(blocked=note.author_id).values("member")
        others = self.present().exclude(member=note.author_id).exclude(member__in=blockers)
        return others.filter(
            private_conversation=note.private_conversation_id,
            joined_at__lte=note.created_at,
            is_muted=False,
            read_up_to__lt=note.number,
        )

    def mark_read(self, conversation_id: int, member_id: int, number: int) -> None:
        """`member_id` has read up to `number`. A lower number changes nothing."""
        own = self.filter(private_conversation=conversation_id, member=member_id)
        own.filter(read_up_to__lt=number).update(read_up_to=number)


class Participant(models.Model):
    """A member in a private conversation. Who has left keeps the row, and does not come back."""

    private_conversation = models.ForeignKey(
        PrivateConversation, models.CASCADE, related_name="participants", editable=False
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    left_at = models.DateTimeField(null=True, editable=False)
    read_up_to = models.PositiveIntegerField(default=0, editable=False)  # the number of a note
    is_muted = models.BooleanField(default=False, editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["private_conversation", "member"], name="participant_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.private_conversation_id}"

    @property
    def unread_count(self) -> int:
        return max(0, self.private_conversation.last_number - self.read_up_to)

    @property
    def row_key(self) -> str:
        last_at = self.private_conversation.last_at
        return f"{round(last_at.timestamp() * 1_000_000)}.{self.private_conversation_id}"


class PrivateNoteQuerySet(ContributionQuerySet["PrivateNote"]):
    def for_display(self) -> "PrivateNoteQuerySet":
        return self.select_related("author").with_body().order_by("number")


class PrivateNote(Contribution):
    """One note in a private conversation.

    continues: the note before is of the same author and minutes old, so pages show no new name.
    """

    conversation_field = "private_conversation"

    private_conversation = models.ForeignKey(
        PrivateConversation, models.PROTECT, related_name="notes", editable=False
    )
    continues = models.BooleanField(default=False, editable=False)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta(Contribution.Meta):
        verbose_name = _("private note")
        verbose_name_plural = _("private notes")
        constraints: ClassVar = [
            *Contribution.Meta.constraints,
            models.UniqueConstraint(
                fields=["private_conversation", "number"], name="privatenote_number"
            ),
            models.UniqueConstraint(
                fields=["private_conversation", "changed"], name="privatenote_mark"
            ),
        ]

    def get_absolute_url(self) -> str:
        """The permanent address of a note. It redirects to its place in the conversation."""
        return reverse("private_notes:note_at", args=[self.private_conversation_id, self.number])

    @property
    def own_page_url(self) -> str:
        return reverse("private_notes:note", args=[self.private_conversation_id, self.number])

    @property
    def act_target(self) -> ActTarget:
        """Without the subject: the record has readers who take no part."""
        return ActTarget(TargetKind.NOTE, self.pk, "", self.author_id)
