"""Two at once, fifty at once: numbers stay dense, counters right, and nobody sees an error."""

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


def at_once(work: list[Callable[[], Any]]) -> list[Any]:
    """What each call returned or raised, all of them let go at the same moment."""
    gate = threading.Barrier(len(work))

    def run(call: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return call()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(run, work))


@pytest.mark.usefixtures("database")
def test_fifty_replies_at_once():
    topic, writers = make.topic(), [make.member(community="academic") for _ in range(WRITERS)]
    posts = at_once([lambda ana=ana: make.post(topic, ana, f"By {ana.handle}") for ana in writers])
    assert sorted(post.number for post in posts) == list(range(2, WRITERS + 2))
    topic.refresh_from_db()
    assert (topic.last_number, topic.last_mark, topic.post_count) == (WRITERS + 1,) * 3
    assert topic.last_poster == topic.posts.get(number=WRITERS + 1).author
    marks = topic.posts.order_by("changed").values_list("changed", flat=True)
    assert list(marks) == list(range(1, WRITERS + 2))


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("kind", "send"), [(Post, "post"), (Message, "message")])
def test_the_same_nonce_ten_times_at_once_makes_one(kind, send):
    where, ana, nonce = (make.topic() if kind is Post else make.room()), make.member(), uuid.uuid4()
    before = kind.objects.count()
    sent = at_once([lambda: getattr(make, send)(where, ana, "Once.", nonce=nonce)] * 10)
    assert len({one.pk for one in sent}) == 1
    assert kind.objects.count() == before + 1


@pytest.mark.usefixtures("database")
def test_the_same_nonce_in_two_topics_at_once_makes_one_and_refuses_the_other():
    ana, nonce = make.member(), uuid.uuid4()
    topics = [make.topic(), make.topic()]
    sent = at_once(
        [lambda topic=topic: make.post(topic, ana, "Once.", nonce=nonce) for topic in topics]
    )
    assert sorted(type(one).__name__ for one in sent) == ["Post", "Refused"]
    for topic in topics:
        topic.refresh_from_db()
        assert topic.last_number == topic.posts.count() == topic.post_count


@pytest.mark.usefixtures("database")
def test_the_same_new_topic_twice_at_once_is_one_topic():
    ana, theme, nonce = make.member(), make.theme(), uuid.uuid4()
    started = at_once([lambda: make.topic(ana, within=theme, title="One", nonce=nonce)] * 5)
    assert len({topic.pk for topic in started}) == 1
    assert Topic.objects.count() == 1


@pytest.mark.usefixtures("database")
def test_two_people_open_the_same_room_first():
    theme = make.theme()
    rooms = at_once([lambda: make.room(Theme.objects.get(pk=theme.pk))] * 5)
    assert len({room.pk for room in rooms}) == 1
