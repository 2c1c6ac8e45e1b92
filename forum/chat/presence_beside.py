"""How many people are in the room beside a topic or theme, for the link to it.

Reports of presence are by room, and the page of a topic does not read its room. So the page of a
room stores which room it is: nobody is in a room before its page was shown.
"""

from django.core.cache import cache

from forum.chat.models import Room, room_stream_name
from forum.live import presence

SECONDS = 24 * 3600  # a tab that stays open longer is not counted


def remember_room(room: Room) -> None:
    """Store the key of `room` under its topic or theme."""
    place = f"topic:{room.topic_id}" if room.topic_id else f"theme:{room.theme_id}"
    cache.set(_key(place), room.pk, SECONDS)


def present_beside(place: str) -> int:
    """place: "topic:17" or "theme:2". At most two requests to the cache, and no query."""
    room_id = cache.get(_key(place))
    if not room_id:
        return 0
    count: int = presence.present_in(room_stream_name(room_id))["count"]
    return count


def _key(place: str) -> str:
    return f"room-beside:{place}"
