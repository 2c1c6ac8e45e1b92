"""The home page shows rooms with people in them, and reads only what it shows."""

import pytest
from django.core.cache import cache

from forum.live.broadcast import group_name
from forum.topics.models import Topic
from tests import factories as make

pytestmark = pytest.mark.django_db


def add_people_to(room) -> None:
    cache.set(f"presence:{group_name(room.stream_name)}", {"count": 2, "people": []})


def test_only_rooms_with_people_are_read_and_shown(client, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get("/")
    rooms = [make.room(make.topic(title=f"Topic {n}")) for n in range(3)]
    add_people_to(rooms[1])
    page = client.get("/")
    assert page.context["active_rooms"] == [{"room": rooms[1], "count": 2}]
    assert b"2 people here" in page.content


def test_the_room_of_a_hidden_topic_is_not_shown(client):
    room = make.room(make.topic(title="Secret"))
    add_people_to(room)
    Topic.objects.filter(pk=room.topic_id).update(hidden_at=room.last_seen_at)
    assert client.get("/").context["active_rooms"] == []
