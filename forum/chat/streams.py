"""The stream of a room ("room:3"): who may subscribe, the catch-up answer, and its frames."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from collective_brain.caching.fragments import render_each
from forum.chat import rules
from forum.chat.events import MessageEvent
from forum.chat.fragments import MESSAGE
from forum.chat.models import Message, Room
from forum.live.broadcast import broadcast, item_frame

MAX_CHANGES = 500  # a tab that missed more reloads its page


def refuse_subscription(member: Any, key: int) -> str:
    visible = Room.objects.visible_to(member).filter(pk=key).exists()
    return "" if visible else _("This room is no longer there.")


def may_type(member: Any, key: int) -> bool:
    room = Room.objects.visible_to(member).with_theme_and_topic().filter(pk=key).first()
    return room is not None and not rules.refuse_say(member, room)


def last_marks(keys: Iterable[int]) -> Mapping[int, int]:
    return dict(Room.objects.filter(pk__in=list(keys)).values_list("pk", "last_mark"))


def changes(key: int, member: Any, *, since: int, first: int, last: int) -> dict[str, Any]:
    """Return {head, end, state, items, more}.

    head: the last change mark. It is read before the items, so that no change is missed.
    end: the last number. A page that shows other numbers learns how many are new.
    """
    room = Room.objects.visible_to(member).with_theme_and_topic().filter(pk=key).first()
    if room is None:
        raise Http404
    changed = room.messages.filter(changed__gt=since, number__range=(first, last)).for_display()
    messages = list(changed[: MAX_CHANGES + 1])
    more = len(messages) > MAX_CHANGES
    items = [] if more else [message_frame(room, message) for message in messages]
    return {
        "head": room.last_mark,
        "end": room.last_number,
        "state": state(room),
        "items": items,
        "more": more,
    }


def broadcast_message(event: MessageEvent) -> None:
    """Broadcast a message as it is now."""
    message = Message.objects.for_display().select_related("room").get(pk=event.message_id)
    broadcast(
        message.room.stream_name,
        lambda: message_frame(message.room, message),
        author_id=message.author_id,
    )


def broadcast_head(room: Room, mark: int) -> None:
    """Broadcast the title and the state of a room, with the mark of the change."""
    stream = room.stream_name
    broadcast(stream, lambda: {"type": "head", "line": stream, "mark": mark, **state(room)})


def state(room: Room) -> dict[str, Any]:
    return {
        "html": render_to_string("chat/_head.html", {"room": room}).strip(),
        "title": room.title,
        "closed": room.is_closed,
    }


def message_frame(room: Room, message: Message) -> dict[str, Any]:
    """Build the frame of a message in the active language."""
    message.room = room
    return item_frame(room.stream_name, message, render_each(MESSAGE, [message])[0])
