"""The home page: what is alive now, and no more read for it than is shown."""

import pytest
from django.core.cache import cache

from forum.live.broadcast import group_name
from forum.topics.models import Topic
from tests import factories as make

pytestmark = pytest.mark.django_db


def somebody_is_in(room) -> None:
    cache.set(f"presence:{group_name(room.stream_name)}", {"count": 2, "people": []})


def test_rooms_in_which_somebody_is_are_named_and_others_are_not_even_read(
    client, django_assert_num_queries
):
    with django_assert_num_queries(3):
        client.get("/")
    rooms = [make.room(make.topic(title=f"Topic {n}")) for n in range(3)]
    somebody_is_in(rooms[1])
    shown = client.get("/")
    assert shown.context["active_rooms"] == [{"room": rooms[1], "count": 2}]
    assert b"2 people here" in shown.content


def test_the_room_of_a_hidden_topic_is_not_there(client):
    room = make.room(make.topic(title="Secret"))
    somebody_is_in(room)
    Topic.objects.filter(pk=room.topic_id).update(hidden_at=room.last_seen_at)
    assert client.get("/").context["active_rooms"] == []
