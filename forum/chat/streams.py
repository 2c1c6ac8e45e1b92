"""The stream of a room ("room:3"), and what it broadcasts after an event."""

from typing import Any

from django.utils.translation import gettext as _

from forum.chat import rules
from forum.chat.events import MessageEvent
from forum.chat.fragments import MESSAGE
from forum.chat.models import Message, Room, RoomQuerySet
from forum.contributions.streams import ConversationStream


class RoomStream(ConversationStream):
    model = Room
    fragment = MESSAGE
    head_template = "chat/_head.html"
    variable = "room"

    def visible_to(self, member: Any) -> RoomQuerySet:
        return Room.objects.visible_to(member).with_theme_and_topic()

    def contributions(self, conversation: Room) -> Any:
        return conversation.messages

    def refuse_write(self, member: Any, conversation: Room) -> str:
        return rules.refuse_say(member, conversation)

    def missing_sentence(self) -> str:
        return _("This room no longer exists.")


room_stream = RoomStream()


def broadcast_message(event: MessageEvent) -> None:
    """Listener: broadcast a message as it is now."""
    message = Message.objects.for_display().select_related("room__topic").get(pk=event.message_id)
    room_stream.broadcast(message, author_id=message.author_id)
