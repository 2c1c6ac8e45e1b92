"""The answer to a catch-up request has a limit in bytes."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from forum.contributions import streams
from forum.live import database_calls
from forum.topics.models import Post
from tests import factories as make
from tests.cpu_speed import assert_cheap

pytestmark = pytest.mark.usefixtures("database")


def topic_with_posts(count: int, html: str):
    """Written to the table at once, because rendering is not the question here."""
    topic = make.topic()
    Post.objects.bulk_create(
        Post(
            topic=topic,
            author=topic.author,
            number=number,
            changed=number,
            nonce=uuid.uuid4(),
            source=html,
            html=html,
            markup_version=1,
            language="en",
            created_at=timezone.now(),
        )
        for number in range(2, count + 2)
    )
    topic.last_number = topic.last_mark = count + 1
    topic.save()
    return topic


def catch_up(topic, **parameters) -> dict:
    return Client().get(f"/live/{topic.stream_name}/", parameters).json()


def test_many_long_posts_are_answered_with_reload():
    """500 posts of 45,000 characters took 1.6 s and 22 MB, for anybody."""
    topic = topic_with_posts(500, f"<p>{'a ' * 22_500}</p>")

    def catch_up_from_the_start() -> None:
        response = Client().get(f"/live/{topic.stream_name}/?since=0")
        assert response.json()["more"] and len(response.content) < 2_000

    assert_cheap(catch_up_from_the_start, 0.5)


def test_few_long_posts_are_too_many_bytes_and_as_many_short_ones_are_not():
    long, short = topic_with_posts(11, "<p>" + "a" * 40_000), topic_with_posts(11, "<p>a</p>")
    assert catch_up(long)["more"] and catch_up(long)["items"] == []
    assert len(catch_up(long, first=4)["items"]) == 9  # a page limits the numbers
    assert len(catch_up(short)["items"]) == 12 and not catch_up(short)["more"]


def test_more_short_posts_than_the_limit_are_answered_with_reload():
    topic = topic_with_posts(streams.MAX_CHANGES, "<p>a</p>")
    assert catch_up(topic)["more"]
    assert len(catch_up(topic, since=1)["items"]) == streams.MAX_CHANGES


def test_a_socket_sends_no_changes_that_are_too_long():
    """The page would take an empty list for the whole answer. So it asks over HTTP."""
    long, short = topic_with_posts(11, "<p>" + "a" * 40_000), topic_with_posts(11, "<p>a</p>")
    assert database_calls.public_changes(long.stream_name, "en", 1, long.last_mark) is None
    changes = database_calls.public_changes(short.stream_name, "en", 1, short.last_mark)
    assert len(changes["items"]) == 11
