"""What members do in rooms. Each write is one function and one transaction (decision 13).

Messages share all actions with posts: forum/contributions/actions.py.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.chat import events, rules
from forum.chat.models import Message, Room, RoomQuerySet
from forum.contributions.actions import ContributionActions
from forum.contributions.base_actions import ContributionEvents
from forum.contributions.rendering import RenderedText, render_message
from forum.themes.models import Theme
from forum.topics.models import Topic


class MessageActions(ContributionActions):
    model = Message
    rules = rules
    counted_as = "messages"
    events = ContributionEvents(
        sent=events.MessageSaid,
        edited=events.MessageEdited,
        deleted=events.MessageDeleted,
        restored=events.MessageRestored,
        hidden=events.MessageHidden,
        unhidden=events.MessageUnhidden,
        reported=events.MessageReported,
        mention_replaced=events.MessageMentionForgotten,
        rendered_again=events.MessageRemade,
    )

    def conversations(self) -> RoomQuerySet:
        return Room.objects.with_theme_and_topic()

    def render(self, source: str, nonce: UUID) -> RenderedText:
        return render_message(source, nonce)

    def refuse_send(self, author: Member, conversation: Room) -> str:
        return rules.refuse_say(author, conversation)

    def edit_conflict_message(self) -> str:
        return _(
            "This message has been changed in the meantime. Your text is still here: compare "
            "the two, then send it again."
        )

    def set_parent(self, contribution: Message, conversation: Room, reply_to: int | None) -> None:
        parent = conversation.messages.filter(number=reply_to).first() if reply_to else None
        if parent:
            contribution.reply_to, contribution.answered_id = parent.number, parent.author_id


messages = MessageActions()
say, edit, delete, restore = messages.send, messages.edit, messages.delete, messages.restore
hide, unhide = messages.hide, messages.unhide
rerender, replace_mention = messages.rerender, messages.replace_mention


def open_room(place: Theme | Topic, member: Member) -> Room:
    """The room of a theme or topic. The first call creates it. Raises Refused."""
    with transaction.atomic(durable=True):
        if isinstance(place, Topic):
            place = Topic.objects.select_related("theme").locked(place.pk)
        else:
            place = Theme.objects.locked(place.pk)
        if room := Room.objects.of_place(place):
            return room
        if refusal := rules.refuse_open(member, place):
            raise Refused(refusal)
        room = Room.objects.get_or_create_for(place)
        event_log.record(events.RoomOpened(room.pk, by=member.pk))
    return room
