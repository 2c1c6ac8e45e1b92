"""What a room does on hearing of the topic it stands beside."""

import pytest
from django.db.models import ProtectedError

from forum.chat import listeners
from forum.facilitation import actions as facilitation
from forum.topics.events import TopicRetitled
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_change_takes_one_mark_however_often_and_late_it_is_heard():
    chair = make.member()
    topic = make.topic(within=make.theme(facilitators=(chair,)))
    room = make.room(topic)
    marks = [facilitation.retitle(topic, chair, title=title).last_mark for title in ("One", "Two")]
    for mark in (marks[1], marks[0], marks[1]):
        listeners.broadcast_topic_state(TopicRetitled(topic.pk, by=chair.pk, mark=mark))
    room.refresh_from_db()
    assert (room.topic_mark, room.last_mark) == (marks[1], 1)


def test_a_room_with_messages_outlives_the_deletion_of_its_theme():
    theme = make.theme()
    message = make.message(make.room(theme))
    with pytest.raises(ProtectedError):
        theme.delete()
    message.refresh_from_db()
