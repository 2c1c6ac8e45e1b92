"""What rooms do on hearing of the topic they stand beside, and of an account that was closed; safe to repeat."""

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
    """The topic has another title or state: its room takes a mark, and shows it."""
    room_id = Room.objects.filter(topic=event.topic_id).values_list("pk", flat=True).first()
    if room_id is None:
        return
    with transaction.atomic(durable=True):
        room = Room.objects.with_theme_and_topic().locked(room_id)
        if room.topic_mark >= event.mark:  # shown already, here or by the worker
            return
        room.topic_mark = event.mark
        mark = room.next_mark()
        room.save()
    streams.room_stream.broadcast_head(room, mark)


def replace_mentions_of_closed_account(event: MemberClosed) -> None:
    """An account was closed: its handle goes from everybody's posts and messages, and then from its row."""
    member = Member.objects.get(pk=event.member_id)
    handle, other = member.handle or "", people.former_handle(member)
    if handle and handle != other:
        for post in Post.objects.mentioning(handle).select_related("topic"):
            topics.replace_mention(post, handle, other)
        for message in Message.objects.mentioning(handle).select_related("room"):
            actions.replace_mention(message, handle, other)
    people.erase_handle(member)


def recheck_room_subscriptions(event: TopicEvent) -> None:
    """The topic was hidden, and its room with it."""
    for room in Room.objects.filter(topic=event.topic_id):
        recheck_subscriptions(stream=room.stream_name)
