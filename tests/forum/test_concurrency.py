"""Up to fifty writers at once: numbers have no gaps, counters are right, nobody sees an error."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from collective_brain.errors import Refused
from forum.chat.models import Message
from forum.themes.models import Theme
from forum.topics.models import Post, Topic
from tests import factories as make

WRITERS = 50


def run_at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run all calls at the same moment. Return what each returned, or its refusal."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.both_databases
@pytest.mark.usefixtures("database")
def test_fifty_replies_at_once_get_dense_numbers_and_times_in_their_order():
    topic = make.topic()
    writers = [make.member(community="academic") for _ in range(WRITERS)]
    posts = run_at_once(
        [
            lambda writer=writer: make.post(topic, writer, f"By {writer.handle}")
            for writer in writers
        ]
    )
    assert sorted(post.number for post in posts) == list(range(2, WRITERS + 2))
    topic.refresh_from_db()
    assert (topic.last_number, topic.last_mark, topic.post_count) == (WRITERS + 1,) * 3
    assert topic.last_poster == topic.posts.get(number=WRITERS + 1).author
    marks = topic.posts.order_by("changed").values_list("changed", flat=True)
    assert list(marks) == list(range(1, WRITERS + 2))
    times = list(topic.posts.order_by("number").values_list("created_at", flat=True))
    assert times == sorted(times)
    assert topic.last_post_at == times[-1]


@pytest.mark.both_databases
@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("kind", "send"), [(Post, "post"), (Message, "message")])
def test_the_same_nonce_ten_times_at_once_stores_one(kind, send):
    where = make.topic() if kind is Post else make.room()
    ana, nonce = make.member(), uuid.uuid4()
    before = kind.objects.count()
    stored = run_at_once([lambda: getattr(make, send)(where, ana, "Once.", nonce=nonce)] * 10)
    assert len({contribution.pk for contribution in stored}) == 1
    assert kind.objects.count() == before + 1


@pytest.mark.both_databases
@pytest.mark.usefixtures("database")
def test_the_same_nonce_in_two_topics_at_once_stores_one_and_refuses_the_other():
    ana, nonce = make.member(), uuid.uuid4()
    topics = [make.topic(), make.topic()]
    results = run_at_once(
        [lambda topic=topic: make.post(topic, ana, "Once.", nonce=nonce) for topic in topics]
    )
    assert sorted(type(result).__name__ for result in results) == ["Post", "Refused"]
    for topic in topics:
        topic.refresh_from_db()
        assert topic.last_number == topic.posts.count() == topic.post_count


@pytest.mark.both_databases
@pytest.mark.usefixtures("database")
def test_the_same_new_topic_five_times_at_once_is_one_topic():
    ana, theme, nonce = make.member(), make.theme(), uuid.uuid4()
    started = run_at_once([lambda: make.topic(ana, within=theme, title="One", nonce=nonce)] * 5)
    assert len({topic.pk for topic in started}) == 1
    assert Topic.objects.count() == 1


@pytest.mark.both_databases
@pytest.mark.usefixtures("database")
def test_five_members_who_open_a_room_first_create_one_room():
    theme = make.theme()
    rooms = run_at_once([lambda: make.room(Theme.objects.get(pk=theme.pk))] * 5)
    assert len({room.pk for room in rooms}) == 1
