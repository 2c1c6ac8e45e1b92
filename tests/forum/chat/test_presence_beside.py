"""The link to a room says how many people are in it: to members, without a query."""

import pytest
from django.core.cache import cache

from forum.chat.presence_beside import present_beside
from forum.live.presence import _cache_key
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["topic", "theme"])
def place(request):
    topic = make.topic(within=make.theme("care"))
    return topic if request.param == "topic" else topic.theme


def stream_of(place) -> str:
    return f"{place._meta.model_name}:{place.pk}"


def report_people(room, count: int) -> None:
    cache.set(_cache_key(room.stream_name), {"count": count, "people": []}, 60)


def test_a_member_reads_how_many_are_in_the_room(client, place):
    room = make.room(place)
    client.force_login(make.member())
    client.get(room.get_absolute_url())
    assert b"2 here" not in client.get(place.get_absolute_url()).content
    report_people(room, 2)
    assert b"(2 here)" in client.get(place.get_absolute_url()).content.replace(b"\n", b"")


def test_visitors_get_the_link_without_a_number(client, place):
    room = make.room(place)
    client.get(room.get_absolute_url())
    report_people(room, 2)
    assert b"2 here" not in client.get(place.get_absolute_url()).content


def test_it_costs_no_query(client, place, django_assert_num_queries):
    room = make.room(place)
    client.get(room.get_absolute_url())
    report_people(room, 3)
    with django_assert_num_queries(0):
        assert present_beside(stream_of(place)) == 3


def test_a_room_that_nobody_opened_has_nobody_in_it(place):
    assert present_beside(stream_of(place)) == 0
