"""Find the room or message that an address names, or answer 404.

A reader finds only what they may see.
"""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from forum.chat.models import Message, Room
from forum.themes.lookups import keep_no_copy_if_private


def visible_room(request: HttpRequest, room_id: int) -> Room:
    """The room with its theme or topic."""
    rooms = Room.objects.visible_to(request.user).with_theme_and_topic()
    room = get_object_or_404(rooms, pk=room_id)
    keep_no_copy_if_private(request, room.home_theme)
    return room


def visible_message(request: HttpRequest, room_id: int, number: int) -> Message:
    """The message with its author and room."""
    room = visible_room(request, room_id)
    message = get_object_or_404(room.messages.select_related("author"), number=number)
    message.room = room
    return message
