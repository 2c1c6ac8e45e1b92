"""Listeners of rooms: changes of the topic of a room, and closed accounts.

Each one is safe to repeat.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from accounts import actions as people
from accounts.events import MemberClosed, TextsEmptied
from accounts.models import Member
from collective_brain import event_log
from forum.chat import actions, streams
from forum.chat.models import Message, Room
from forum.live.broadcast import recheck_subscriptions
from forum.topics import actions as topics
from forum.topics.events import TopicEvent
from forum.topics.models import Post, Revision, Topic

TEXTS_AT_ONCE = 100  # keys that one query reads


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
    """Replace the username of a closed account in all posts and messages, then in its row.

    Safe to repeat: the row keeps the username until no text has it, and nobody else ever gets it.
    """
    member = Member.objects.get(pk=event.member_id)
    handle, other = member.handle or "", people.replacement_handle(member)
    if handle and handle != other:
        kind, last_key = after or ("post", 0)
        if kind == "post":
            for key in Post.objects.keys_naming(handle, beyond=last_key):
                topics.replace_mention(key, handle, other)
                yield ["post", key]
            last_key = 0
        for key in Message.objects.keys_naming(handle, beyond=last_key):
            actions.replace_mention(key, handle, other)
            yield ["message", key]
    people.erase_handle(member)


def empty_texts_of_former_member(event: TextsEmptied, after: Any) -> Iterator[Any]:
    """Empty posts, then messages. A long job in pieces: the position is [kind, key]."""
    kind, last_key = after or ("post", 0)
    if kind == "post":
        for post in _texts_of(Post, event.member_id, after=last_key):
            topics.posts.empty(post)
            yield ["post", post.pk]
        last_key = 0
    for message in _texts_of(Message, event.member_id, after=last_key):
        actions.messages.empty(message)
        yield ["message", message.pk]


def _texts_of(model: Any, author_id: int, *, after: int) -> Iterator[Any]:
    """The keys and places of what `author_id` wrote, in the order of keys."""
    while True:
        texts = model.objects.filter(author=author_id, pk__gt=after).order_by("pk")
        chunk = list(texts.defer("source", "html")[:TEXTS_AT_ONCE])
        yield from chunk
        if len(chunk) < TEXTS_AT_ONCE:
            return
        after = chunk[-1].pk


def erase_reasons_about_closed_account(event: MemberClosed) -> None:
    """Erase why something by the member was edited or hidden, and the reasons in their events."""
    author = event.member_id
    for texts in (Topic.objects, Post.objects, Message.objects):
        texts.filter(author=author).exclude(hidden_why="").update(hidden_why="")
    revisions = Revision.objects.filter(post__author=author)
    for field in ("why", "hidden_why"):
        revisions.exclude(**{field: ""}).update(**{field: ""})
    topic_ids = set(Topic.objects.filter(author=author).values_list("pk", flat=True))
    post_ids = set(Post.objects.filter(author=author).values_list("pk", flat=True))
    message_ids = set(Message.objects.filter(author=author).values_list("pk", flat=True))
    event_log.erase_reasons(
        lambda body: (
            author in (body.get("member_id"), body.get("by"))
            or body.get("topic_id") in topic_ids
            or body.get("post_id") in post_ids
            or body.get("message_id") in message_ids
        )
    )


def recheck_room_subscriptions(event: TopicEvent) -> None:
    """End the subscriptions of members who may not see the room of a hidden topic."""
    for room in Room.objects.filter(topic=event.topic_id):
        recheck_subscriptions(stream=room.stream_name)
