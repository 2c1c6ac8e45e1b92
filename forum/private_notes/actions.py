"""What members do in private conversations. Each write is one function and one transaction.

Notes share all actions with posts and messages: forum/contributions/actions.py (decision 13).
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from collective_brain.i18n.languages import content_language
from forum import markup
from forum.contributions.actions import ContributionActions, check_limits_of_text, spend_bytes_of
from forum.contributions.base_actions import ContributionEvents
from forum.contributions.language_guess import guess_language
from forum.contributions.models import nonce_refusal
from forum.contributions.rendering import RenderedText, render_message
from forum.private_notes import events, rules
from forum.private_notes.models import (
    MAX_SUBJECT,
    Participant,
    PrivateConversation,
    PrivateConversationQuerySet,
    PrivateNote,
)


class NoteActions(ContributionActions):
    """Administrators hide a note that was reported. They read only the reported copy."""

    model = PrivateNote
    upload_field = "private_note"
    counted_as = "messages"
    rules = rules
    events = ContributionEvents(
        sent=events.NoteSent,
        edited=events.NoteEdited,
        deleted=events.NoteDeleted,
        restored=events.NoteRestored,
        hidden=events.NoteHidden,
        unhidden=events.NoteUnhidden,
        reported=events.NoteReported,
        mention_replaced=events.NoteMentionForgotten,
        rendered_again=events.NoteRendered,
    )

    def conversations(self) -> PrivateConversationQuerySet:
        return PrivateConversation.objects.all()

    def render(self, source: str, nonce: UUID) -> RenderedText:
        return render_message(source, nonce)

    def refuse_send(self, author: Member, conversation: PrivateConversation) -> str:
        return rules.refuse_send(author, conversation)

    def refuse_unhide(self, member: Any, contribution: PrivateNote) -> str:
        return rules.refuse_unhide(member, contribution)

    def edit_conflict_message(self) -> str:
        return _(
            "This note has been changed in the meantime. Your text is still here: compare "
            "the two, then send it again."
        )

    def _screen(self, *_text: Any) -> None:
        """No facilitator reads a private note, so none waits for one."""

    def _screen_edit(self, *_text: Any) -> None:
        """The same for edits."""

    def set_parent(self, contribution: Any, conversation: Any, reply_to: int | None) -> None:
        """A note answers the whole conversation."""


notes = NoteActions()
send, edit, delete, restore = notes.send, notes.edit, notes.delete, notes.restore
hide, unhide = notes.hide, notes.unhide
rerender, replace_mention = notes.rerender, notes.replace_mention


def start(
    author: Member, *, others: Collection[Member], source: str, nonce: UUID, subject: str = ""
) -> PrivateConversation:
    """Begin a private conversation with `others` by its first note, and return it.

    nonce: the UUID of the form. A repeated request with the same text returns the first one.
    Raises Refused.
    """
    others = {other.pk: other for other in others if other.pk != author.pk}.values()
    if stored := _find_repeat(author, nonce, source):
        return stored
    # Before the lock too, so that a text that will be refused is not parsed.
    if refusal := rules.refuse_start(author) or rules.refuse_participants(author, others):
        raise Refused(refusal)
    text = notes.render(source, nonce)
    check_limits_of_text(author, text.fields)
    subject = markup.clean_line(subject)[:MAX_SUBJECT]
    try:
        return _store_start(author, others, subject, text, nonce)
    except Refused:
        # A second request of the same form may have come first.
        if stored := _find_repeat(author, nonce, source):
            return stored
        raise


def _store_start(
    author: Member, others: Collection[Member], subject: str, text: RenderedText, nonce: UUID
) -> PrivateConversation:
    """The budget of the day is spent first: its row is the lock of what the author starts."""
    source = text.fields["source"]
    language = guess_language(source, default=content_language())
    with transaction.atomic(durable=True):
        spend_bytes_of(author, text.fields, counted_as=notes.counted_as)
        author = Member.objects.get(pk=author.pk)
        readers = list(Member.objects.filter(pk__in=[other.pk for other in others]).order_by("pk"))
        if refusal := (
            rules.refuse_start(author)
            or rules.refuse_participants(author, readers)
            or rules.refuse_more_conversations(author)
        ):
            raise Refused(refusal)
        conversation = PrivateConversation.objects.create(subject=subject, started_by=author)
        for member in (author, *readers):
            conversation.participants.create(
                member=member, added_by=author, joined_at=conversation.created_at
            )
        note = PrivateNote(author=author, nonce=nonce, language=language, **text.fields)
        note.created_at = conversation.created_at
        conversation.append(note)
        notes.store_uploads(note, text.uploads)
        event_log.record(events.NoteSent(note.pk, by=author.pk))
    return conversation


def _find_repeat(author: Member, nonce: UUID, source: str) -> PrivateConversation | None:
    """The conversation that an earlier request with this nonce began."""
    stored = PrivateNote.objects.select_related("private_conversation").with_nonce(author, nonce)
    if stored is None:
        return None
    if stored.number != 1 or stored.source != source:
        raise Refused(nonce_refusal())
    return stored.private_conversation


def add(conversation: PrivateConversation, member: Member, *, added: Member) -> None:
    """Let `added` read and write the whole conversation. Raises Refused."""
    with transaction.atomic(durable=True):
        conversation = PrivateConversation.objects.locked(conversation.pk)
        if refusal := rules.refuse_add(member, conversation, added):
            raise Refused(refusal)
        conversation.participants.create(member=added, added_by=member)
        mark = conversation.next_mark()
        conversation.save(update_fields=["last_mark"])
        event_log.record(
            events.ParticipantAdded(conversation.pk, added_id=added.pk, by=member.pk, mark=mark)
        )


def leave(conversation: PrivateConversation, member: Any) -> None:
    """`member` reads and writes nothing there any more. A repeat changes nothing."""
    with transaction.atomic(durable=True):
        conversation = PrivateConversation.objects.locked(conversation.pk)
        now = timezone.now()
        present = conversation.participants.filter(left_at=None)
        if not present.filter(member=member.pk).update(left_at=now):
            return
        mark = conversation.next_mark()
        if not present.exists():
            conversation.abandoned_at = now
        conversation.save(update_fields=["last_mark", "abandoned_at"])
        event_log.record(events.ParticipantLeft(conversation.pk, by=member.pk, mark=mark))


def set_muted(conversation: PrivateConversation, member: Any, *, is_muted: bool) -> None:
    """Whether notes of this conversation are told to `member`. Nobody else sees it: no event."""
    own = Participant.objects.present().filter(private_conversation=conversation, member=member.pk)
    own.update(is_muted=is_muted)


def mark_read(conversation: PrivateConversation, member: Any, number: int) -> None:
    """`member` has read up to `number`. It concerns only them, so it leaves no event."""
    last = min(number, conversation.last_number)
    Participant.objects.mark_read(conversation.pk, member.pk, last)
