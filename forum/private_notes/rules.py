"""Who may do what in private conversations (decisions 10 and 97)."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import permissions
from accounts.models import Member
from forum.contributions.rules import refuse_own
from forum.private_notes.models import (
    MAX_PARTICIPANTS,
    Participant,
    PrivateConversation,
    PrivateNote,
)


def refuse_note_to(author: Any, reader: Member) -> str:
    """Why `author` may not write to `reader`.

    Every start, every addition and every note of a conversation of two asks here. A reader who
    blocked the author is refused with the same sentence as one who takes no private notes, so that
    nobody can tell which it is.
    """
    if reader.closed_at:
        return _("This account is closed.")
    takes_notes = reader.takes_private_notes and reader.has_finished_sign_up
    takes_notes = takes_notes and author.pk not in reader.blocked_ids
    if takes_notes or author.pk == reader.pk:
        return ""
    return _("%(name)s does not take private notes.") % {"name": reader.get_full_name()}


def refuse_start(member: Any) -> str:
    if not settings.PRIVATE_NOTES:
        return _("This site has no private notes.")
    if refusal := permissions.refuse_writing(member):
        return refusal
    if not member.takes_private_notes:
        return _("You take no private notes, so nobody could answer you. You can change this.")
    return ""


def refuse_participants(member: Any, others: Collection[Member]) -> str:
    """Why `member` may not begin a conversation with `others`."""
    if not others:
        return _("Enter the username of somebody else.")
    if len(others) >= MAX_PARTICIPANTS:
        return _("A private conversation has at most %(most)s people.") % {"most": MAX_PARTICIPANTS}
    refusals = (refuse_note_to(member, other) for other in others)
    return next((refusal for refusal in refusals if refusal), "")


def refuse_more_conversations(member: Any) -> str:
    """The limit of a day. Call it under the lock that counts what the member writes."""
    most = settings.PRIVATE_CONVERSATIONS_A_DAY
    if member.is_new:
        most = min(most, settings.PRIVATE_CONVERSATIONS_A_DAY_NEW)
    since = timezone.now() - timedelta(days=1)
    if PrivateConversation.objects.started_since(member.pk, since) < most:
        return ""
    sentence = ngettext(
        "You can begin %(most)s private conversation in a day. Try again tomorrow.",
        "You can begin %(most)s private conversations in a day. Try again tomorrow.",
        most,
    )
    return sentence % {"most": most}


def refuse_send(member: Any, conversation: PrivateConversation) -> str:
    """Why `member` may not write a note."""
    if refusal := _refuse_outsider(member, conversation):
        return refusal
    if refusal := permissions.refuse_writing(member):
        return refusal
    if not conversation.others(member):
        return _("Everybody else has left this conversation.")
    return _refuse_only_other(member, conversation)


def refuse_add(member: Any, conversation: PrivateConversation, added: Member | None) -> str:
    """Who has left is not added again: leaving is the way out of a conversation.

    Who may not write to the only other one adds nobody: among three, they could write again.
    """
    if refusal := _refuse_outsider(member, conversation):
        return refusal
    if refusal := permissions.refuse_writing(member):
        return refusal
    if refusal := _refuse_only_other(member, conversation):
        return refusal
    if len(conversation.present) >= MAX_PARTICIPANTS:
        return _("A private conversation has at most %(most)s people.") % {"most": MAX_PARTICIPANTS}
    if added is None:
        return ""
    if Participant.objects.filter(private_conversation=conversation, member=added).exists():
        return _("%(name)s is already here, or has left this conversation.") % {
            "name": added.get_full_name()
        }
    return refuse_note_to(member, added)


def refuse_edit(member: Any, note: PrivateNote, *, why: str = "") -> str:
    """Only the author edits a note, so no reason is needed."""
    if why := refuse_send(member, note.private_conversation):
        return why
    if note.is_removed:
        return _("This note no longer exists.")
    return "" if note.author_id == member.pk else _("Only the author can edit a note.")


def refuse_delete(member: Any, note: PrivateNote) -> str:
    if why := permissions.refuse_writing(member):
        return why
    if note.author_id != member.pk:
        return _("Only the author can delete a note.")
    if note.hidden_at:  # or the note would then say that its author deleted it
        return _(
            "An administrator has hidden this note, so you cannot delete it. "
            "Nobody else can read it."
        )
    return ""


def refuse_administration(member: Any) -> str:
    """Why `member` decides about no reported note. Administrators do (decision 97)."""
    if refusal := permissions.refuse_writing(member):
        return refusal
    return "" if permissions.may_administer(member) else _("Only administrators can do this.")


def refuse_hide(member: Any, note: PrivateNote, *, why: str) -> str:
    """Administrators know nothing of a note before a participant reports it."""
    if refusal := refuse_administration(member):
        return refusal
    if not note.reports.exists():
        return _("Only a note that somebody reported can be hidden.")
    return "" if why else _("Give a reason for hiding this note; the author will see it.")


def refuse_unhide(member: Any, note: PrivateNote) -> str:
    if refusal := refuse_administration(member):
        return refusal
    if note.hidden_at and note.hidden_by_id != member.pk:
        return refuse_own(member, note.author_id)
    return ""


def refuse_report(member: Any, note: PrivateNote, *, why: str) -> str:
    if refusal := _refuse_outsider(member, note.private_conversation):
        return refusal
    if refusal := permissions.refuse_unfinished_account(member):
        return refusal
    if refusal := permissions.refuse_missing_consent(member):
        return refusal
    if note.is_removed:
        return _("This note no longer exists.")
    if note.author_id == member.pk:
        return _("You cannot report what you wrote yourself.")
    return "" if why else _("Briefly describe the problem with this note.")


def _refuse_only_other(member: Any, conversation: PrivateConversation) -> str:
    """In a conversation of two, the other one can refuse."""
    others = conversation.others(member)
    return refuse_note_to(member, others[0]) if len(others) == 1 else ""


def _refuse_outsider(member: Any, conversation: PrivateConversation) -> str:
    """A participant can have left while a form was open."""
    present = [participant.member_id for participant in conversation.present]
    if settings.PRIVATE_NOTES and member.pk in present:
        return ""
    return missing_sentence()


def missing_sentence() -> str:
    return _("This conversation no longer exists.")
