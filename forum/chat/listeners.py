"""What rooms do on hearing what happened to the topic they stand beside; safe to repeat."""

from django.db import transaction

from forum.chat import lines
from forum.chat.models import Room
from forum.live.publish import ask_again
from forum.topics.events import TopicEvent


def follow_topic(event: TopicEvent) -> None:
    """The topic has another title or state: its room takes a mark, and shows it."""
    with transaction.atomic(durable=True):
        room = Room.objects.filter(topic=event.topic_id, topic_mark__lt=event.mark).first()
        if room is None:
            return
        room = Room.objects.with_place().locked(room.pk)
        room.topic_mark = event.mark
        mark = room.next_mark()
        room.save()
    lines.show_head(room, mark)


def end_rights(event: TopicEvent) -> None:
    """The topic was hidden, and its room with it."""
    for room in Room.objects.filter(topic=event.topic_id):
        ask_again(line=room.line_name)
