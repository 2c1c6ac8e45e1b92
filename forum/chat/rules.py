"""Who may do what in rooms (decision 10)."""

from typing import Any

from django.utils.translation import gettext as _

from accounts import permissions
from forum.chat.models import Message, Room
from forum.themes.models import Theme
from forum.themes.rules import refuse_facilitation, refuse_writing_in
from forum.topics import rules as topic_rules
from forum.topics.models import Topic


def refuse_open(member: Any, place: Theme | Topic) -> str:
    """Who may write in the room of `place` may open it."""
    if isinstance(place, Topic):
        return topic_rules.refuse_reply(member, place)
    return permissions.refuse_writing(member) or refuse_writing_in(member, place)


def refuse_say(member: Any, room: Room) -> str:
    """The room of a topic is closed or hidden with its topic."""
    return refuse_open(member, room.place)


def refuse_edit(member: Any, message: Message, *, why: str = "") -> str:
    """Only the author edits a message, so no reason is needed."""
    if why := refuse_say(member, message.room):
        return why
    if message.is_removed:
        return _("This message no longer exists.")
    return "" if message.author_id == member.pk else _("Only the author can edit a message.")


def refuse_delete(member: Any, message: Message) -> str:
    if why := permissions.refuse_writing(member):
        return why
    if message.author_id != member.pk:
        return _("Only the author can delete a message.")
    if message.hidden_at:  # or the message would then say that its author deleted it
        return _(
            "A facilitator has hidden this message, so you cannot delete it. "
            "Nobody else can read it."
        )
    return ""


def refuse_hide(member: Any, message: Message, *, why: str) -> str:
    if refusal := refuse_facilitation(member, message.room.home_theme):
        return refusal
    return "" if why else _("Give a reason for hiding this message; the author will see it.")


def refuse_report(member: Any, message: Message, *, why: str) -> str:
    if refusal := permissions.refuse_writing(member):
        return refusal
    if message.is_removed:
        return _("This message no longer exists.")
    if message.author_id == member.pk:
        return _("You cannot report what you wrote yourself.")
    return "" if why else _("Briefly describe the problem with this message.")
