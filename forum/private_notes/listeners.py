"""Listeners of private conversations: closed accounts. Each one is safe to repeat."""

from collections.abc import Iterator

from accounts import actions as people
from accounts.events import MemberClosed, TextsEmptied
from accounts.models import Member
from collective_brain import event_log
from forum.contributions.usernames import erase_username
from forum.private_notes import actions
from forum.private_notes.models import Participant, PrivateConversation, PrivateNote

TEXTS_AT_ONCE = 100  # keys that one query reads


def leave_conversations_of_closed_account(event: MemberClosed) -> None:
    """The notes stay for the others, under "a former member"."""
    own = Participant.objects.filter(member=event.member_id)
    for participant in own.present().select_related("private_conversation", "member"):
        actions.leave(participant.private_conversation, participant.member)
    own.update(is_muted=False, read_up_to=0)


def erase_reasons_about_closed_account(event: MemberClosed) -> None:
    """Erase why notes of the member were hidden, and the reasons in their events."""
    own = PrivateNote.objects.filter(author=event.member_id)
    own.exclude(hidden_why="").update(hidden_why="")
    note_ids = set(own.values_list("pk", flat=True))
    event_log.erase_reasons(lambda body: body.get("note_id") in note_ids)


def replace_mentions_of_closed_account(event: MemberClosed, after: int | None) -> Iterator[int]:
    """A long job in pieces: it yields the key of each note that may name the member.

    It must run before the row of the member loses the username.
    """
    member = Member.objects.get(pk=event.member_id)
    handle, other = member.handle or "", people.replacement_handle(member)
    if not handle or handle == other:
        return
    erase_username(PrivateConversation.objects.all(), "subject", handle)
    for key in PrivateNote.objects.keys_naming(handle, beyond=after or 0):
        actions.replace_mention(key, handle, other)
        yield key


def empty_notes_of_former_member(event: TextsEmptied, after: int | None) -> Iterator[int]:
    """A long job in pieces: it yields the key of each note."""
    PrivateConversation.objects.filter(started_by=event.member_id).update(subject="")
    last_key = after or 0
    while True:
        own = PrivateNote.objects.filter(author=event.member_id, pk__gt=last_key).order_by("pk")
        chunk = list(own.defer("source", "html")[:TEXTS_AT_ONCE])
        for note in chunk:
            actions.notes.empty(note)
            yield note.pk
        if len(chunk) < TEXTS_AT_ONCE:
            return
        last_key = chunk[-1].pk
