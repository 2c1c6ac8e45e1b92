"""What members do in rooms: each write is one function and one transaction (decision 13)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum import markup
from forum.chat import rules
from forum.chat.events import (
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    MessageMentionForgotten,
    MessageRemade,
    MessageReported,
    MessageSaid,
    MessageUnhidden,
)
from forum.chat.models import Message, Room
from forum.contributions import language_guess
from forum.contributions.rendering import render_message
from forum.topics import rules as topic_rules


def say(
    room: Room,
    author: Member,
    *,
    source: str,
    nonce: UUID,
    language: str = "",
    reply_to: int | None = None,
    at: datetime | None = None,
) -> Message:
    """Add a message at the end of `room` and return it.

    nonce: the form's UUID; a repeat with the same text returns the first message.
    language: "" when it is to be guessed. reply_to: the number of the message it answers.
    at: when it was written; now by default.
    Raises Refused with the reason from rules.refuse_say.
    """
    made = render_message(source, nonce)
    language = language or language_guess.guess_language(source, otherwise=get_language() or "en")
    with transaction.atomic(durable=True):
        room = Room.objects.with_theme_and_topic().locked(room.pk)
        if sent := Message.objects.select_related("room").with_nonce(author, nonce):
            return sent.require_same(room, source)
        if why := rules.refuse_say(author, room):
            raise Refused(why)
        at = at or timezone.now()
        message = Message(author=author, nonce=nonce, language=language, created_at=at, **made)
        if parent := room.messages.filter(number=reply_to).first() if reply_to else None:
            message.reply_to, message.answered_id = parent.number, parent.author_id
        room.append(message)
        event_log.record(MessageSaid(message.pk, by=author.pk))
    return message


def edit(
    message: Message, author: Member, *, source: str, version: int, language: str = ""
) -> Message:
    """Give `message` a new text; `version` is the one the author saw.

    language: "" when it is to be guessed; as before when the text does not say. Raises Refused from rules.refuse_edit.
    """
    made = render_message(source, message.nonce)
    language = language or language_guess.guess_language(source, otherwise=message.language)
    with transaction.atomic(durable=True):
        room, message = lock_room_and_message(message)
        if (message.source, message.language) == (source, language):
            return message
        if why := rules.refuse_edit(author, message):
            raise Refused(why)
        if message.version != version:
            raise Refused(
                _(
                    "This message was changed meanwhile. Your text is kept: compare, then send it again."
                )
            )
        now = timezone.now()
        room.save_change(
            message, **made, language=language, version=message.version + 1, edited_at=now
        )
        room.save()
        event_log.record(MessageEdited(message.pk, by=author.pk))
    return message


def delete(message: Message, member: Member) -> Message:
    """Leave a tombstone in place of the member's own message. Raises Refused from rules.refuse_delete."""
    with transaction.atomic(durable=True):
        room, message = lock_room_and_message(message)
        if why := rules.refuse_delete(member, message):
            raise Refused(why)
        if not message.deleted_at:
            room.save_change(message, deleted_at=timezone.now())
            room.save()
            event_log.record(MessageDeleted(message.pk, by=member.pk))
    return message


def hide(message: Message, member: Member, *, why: str) -> Message:
    """Leave a tombstone; the author is told `why`. Raises Refused from rules.refuse_hide."""
    with transaction.atomic(durable=True):
        room, message = lock_room_and_message(message)
        if refusal := rules.refuse_hide(member, message, why=why):
            raise Refused(refusal)
        if not message.hidden_at:
            room.save_change(message, hidden_at=timezone.now(), hidden_by=member, hidden_why=why)
            room.save()
            event_log.record(MessageHidden(message.pk, by=member.pk, why=why))
    return message


def unhide(message: Message, member: Member) -> Message:
    """Show a hidden message again. Raises Refused when `member` may not act as a facilitator."""
    with transaction.atomic(durable=True):
        room, message = lock_room_and_message(message)
        if refusal := topic_rules.refuse_facilitation(member, room.home_theme):
            raise Refused(refusal)
        if message.hidden_at:
            room.save_change(message, hidden_at=None, hidden_by=None, hidden_why="")
            room.save()
            event_log.record(MessageUnhidden(message.pk, by=member.pk))
    return message


def report(message: Message, member: Member, *, why: str) -> None:
    """Ask the theme's facilitators to look at `message`. Raises Refused from rules.refuse_report."""
    with transaction.atomic(durable=True):
        if refusal := rules.refuse_report(member, message, why=why):
            raise Refused(refusal)
        event_log.record(MessageReported(message.pk, by=member.pk, why=why))


def rerender(message: Message) -> None:
    """Make the HTML of `message` anew with the present pipeline, from the same source (decision 6)."""
    made = render_message(message.source, message.nonce)
    with transaction.atomic(durable=True):
        room, fresh = lock_room_and_message(message)
        if fresh.source == message.source and fresh.markup_version < made["markup_version"]:
            room.save_change(fresh, **made)
            room.save(update_fields=["last_mark"])
            event_log.record(MessageRemade(message.pk, by=message.author_id))


def replace_mention(message: Message, handle: str, other: str) -> None:
    """Write `other` for the handle of a closed account. Safe to repeat."""
    seen = message.source
    made = render_message(markup.rename_mentions(seen, handle, other), message.nonce)
    if made["source"] == seen:  # "@ana" is looked for, "@ana.lopez" found
        return
    with transaction.atomic(durable=True):
        room, message = lock_room_and_message(message)
        if message.source != seen:
            raise Refused("edited meanwhile")  # the journal tells the listener again
        room.save_change(message, **made)
        room.save()
        event_log.record(MessageMentionForgotten(message.pk, by=message.author_id))


def lock_room_and_message(message: Message) -> tuple[Room, Message]:
    """The message's room under its lock, and the message as it is now."""
    room = Room.objects.with_theme_and_topic().locked(message.room_id)
    fresh = room.messages.select_related("author").get(pk=message.pk)
    fresh.room = room
    return room, fresh
