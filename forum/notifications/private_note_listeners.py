"""Tell participants about private notes; the worker calls these listeners.

Each is safe to repeat. A notification says who wrote, and nothing of the text or the subject.
"""

from forum.contributions.models import REMOVED
from forum.notifications.decisions import decision_fields
from forum.notifications.kinds import Kind
from forum.notifications.listeners import delete_rows, nudge_members
from forum.notifications.models import Notification
from forum.private_notes.events import (
    NoteEvent,
    NoteHidden,
    NoteSent,
    ParticipantAdded,
    ParticipantLeft,
)
from forum.private_notes.models import Participant, PrivateNote


def notify_of_note(event: NoteSent) -> None:
    """One notification for each participant, until they have read the conversation."""
    notes = PrivateNote.objects.exclude(REMOVED)
    for note in notes.filter(pk=event.note_id):  # none if everybody has left since
        told = Notification.objects.create_missing(
            _readers_to_tell(note),
            kind=Kind.PRIVATE_NOTE,
            number=0,
            by_id=note.author_id,
            private_conversation_id=note.private_conversation_id,
            mark=note.pk,
        )
        nudge_members(told)


def notify_of_addition(event: ParticipantAdded) -> None:
    added = Participant.objects.present().filter(
        private_conversation=event.conversation_id, member=event.added_id
    )
    for participant in added:
        told = Notification.objects.create_missing(
            [participant.member_id],
            kind=Kind.PARTICIPANT,
            number=0,
            by_id=event.by,
            private_conversation_id=event.conversation_id,
            mark=participant.pk,
        )
        nudge_members(told)


def delete_notifications_of_removed_note(event: NoteEvent) -> None:
    """Nobody is led to a note that was deleted or hidden."""
    if PrivateNote.objects.filter(REMOVED, pk=event.note_id).exists():
        unread = Notification.objects.filter(
            kind=Kind.PRIVATE_NOTE, mark=event.note_id, read_at=None
        )
        delete_rows(unread.values_list("pk", "member"))


def notify_of_hidden_note(event: NoteHidden) -> None:
    """Tell the author why, even if they have left the conversation."""
    fields = decision_fields(event)
    hidden = PrivateNote.objects.filter(pk=event.note_id, hidden_at__isnull=False)
    for note in hidden if fields else ():
        told = Notification.objects.create_missing(
            [note.author_id],
            kind=Kind.HIDDEN,
            number=0,
            by_id=event.by,
            text=event.why,
            mark=fields["statement"].pk,
            **fields,
        )
        nudge_members(told)
    delete_notifications_of_removed_note(event)


def delete_notifications_of_who_left(event: ParticipantLeft) -> None:
    rows = Notification.objects.filter(private_conversation=event.conversation_id, member=event.by)
    delete_rows(rows.values_list("pk", "member"))


def _readers_to_tell(note: PrivateNote) -> set[int]:
    """Those who wait for it and have no other unread notification of the conversation."""
    readers = set(Participant.objects.waiting_for(note).values_list("member", flat=True))
    unread = Notification.objects.filter(
        private_conversation=note.private_conversation_id, read_at=None, member__in=readers
    ).exclude(mark=note.pk, kind=Kind.PRIVATE_NOTE)
    return readers - set(unread.values_list("member", flat=True))
