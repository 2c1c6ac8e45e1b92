"""The stream of a private conversation ("note:3"), and what it broadcasts after an event."""

from typing import Any

from forum.contributions.streams import ConversationStream
from forum.live.broadcast import recheck_subscriptions
from forum.private_notes import rules
from forum.private_notes.events import NoteEvent, ParticipantAdded, ParticipantLeft
from forum.private_notes.fragments import NOTE
from forum.private_notes.models import (
    PrivateConversation,
    PrivateConversationQuerySet,
    PrivateNote,
)


class PrivateConversationStream(ConversationStream):
    model = PrivateConversation
    fragment = NOTE
    head_template = "private_notes/_head.html"
    variable = "conversation"

    def visible_to(self, member: Any) -> PrivateConversationQuerySet:
        return PrivateConversation.objects.visible_to(member)

    def contributions(self, conversation: PrivateConversation) -> Any:
        return conversation.notes

    def refuse_write(self, member: Any, conversation: PrivateConversation) -> str:
        return rules.refuse_send(member, conversation)

    def missing_sentence(self) -> str:
        return rules.missing_sentence()


private_conversation_stream = PrivateConversationStream()


def broadcast_note(event: NoteEvent) -> None:
    """Listener: broadcast a note as it is now."""
    notes = PrivateNote.objects.for_display().select_related("private_conversation")
    note = notes.get(pk=event.note_id)
    private_conversation_stream.broadcast(note, author_id=note.author_id)


def broadcast_participants(event: ParticipantAdded | ParticipantLeft) -> None:
    """Listener: end the subscription of who has left, and show the others who takes part."""
    conversation = PrivateConversation.objects.get(pk=event.conversation_id)
    recheck_subscriptions(stream=conversation.stream_name)
    private_conversation_stream.broadcast_head(conversation, event.mark)
