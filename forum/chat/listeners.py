"""Listeners of rooms: changes of the topic of a room, and closed accounts.

Each one is safe to repeat.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from accounts import actions as people
from accounts.events import MemberClosed
from accounts.models import Member
from forum.chat import actions, streams
from forum.chat.models import Message, Room
from forum.live.broadcast import recheck_subscriptions
from forum.topics import actions as topics
from forum.topics.events import TopicEvent
from forum.topics.models import Post


def broadcast_topic_state(event: TopicEvent) -> None:
    """Broadcast the new title or state of the topic in its room, with a change mark."""
    room_id = Room.objects.filter(topic=event.topic_id).values_list("pk", flat=True).first()
    if room_id is None:
        return
    with transaction.atomic(durable=True):
        room = Room.objects.with_theme_and_topic().locked(room_id)
        if room.topic_mark >= event.mark:  # broadcast already, after the commit or by the worker
            return
        room.topic_mark = event.mark
        mark = room.next_mark()
        room.save()
    streams.room_stream.broadcast_head(room, mark)


def replace_mentions_of_closed_account(event: MemberClosed, after: Any) -> Iterator[Any]:
    """Replace the username of a closed account in all posts and messages, then in its row."""
    member = Member.objects.get(pk=event.member_id)
    handle, other = member.handle or "", people.former_handle(member)
    if handle and handle != other:
        kind, last_key = after or ("post", 0)
        if kind == "post":
            for key in _keys_mentioning(handle, Post, beyond=last_key):
                post = Post.objects.select_related("topic").get(pk=key)
                topics.replace_mention(post, handle, other)
                yield ["post", key]
            last_key = 0
        for key in _keys_mentioning(handle, Message, beyond=last_key):
            message = Message.objects.select_related("room").get(pk=key)
            actions.replace_mention(message, handle, other)
            yield ["message", key]
    people.erase_handle(member)


def _keys_mentioning(handle: str, model: Any, *, beyond: int) -> list[int]:
    mentioning = model.objects.mentioning(handle).filter(pk__gt=beyond)
    return list(mentioning.values_list("pk", flat=True))


def recheck_room_subscriptions(event: TopicEvent) -> None:
    """End the subscriptions of members who may not see the room of a hidden topic."""
    for room in Room.objects.filter(topic=event.topic_id):
        recheck_subscriptions(stream=room.stream_name)
