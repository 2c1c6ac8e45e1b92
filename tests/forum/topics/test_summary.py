"""The summary of a long topic: which posts, what is left out between them, and what it costs."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.notifications.models import Notification
from forum.topics import actions
from forum.topics.models import Post
from forum.topics.navigation_views import MAX_ANSWERED_POSTS, MAX_FACILITATOR_POSTS
from tests import factories as make
from tests.forum.topics.test_pages import long_topic

pytestmark = pytest.mark.django_db


def address(topic) -> str:
    return reverse("topics:summary", args=[topic.pk, topic.slug])


def parts(client, topic) -> list[str]:
    """ "#3" for a post, "2 left out" for a gap, in their order."""

    def named(part: dict) -> str:
        number = re.search(r'data-number="(\d+)"', part.get("html", ""))
        return f"#{number[1]}" if number else f"{part['left_out']} left out"

    return [named(part) for part in client.get(address(topic)).context["parts"]]


def test_the_first_the_most_answered_and_the_facilitators_with_links_between(client):
    chair = make.member()
    topic = make.topic(within=make.theme(facilitators=(chair,)))
    for _ in range(4):
        make.post(topic)
    make.post(topic, reply_to=3)
    make.post(topic, chair, "To sum up.")
    make.post(topic)
    make.post(topic)
    assert parts(client, topic) == ["#1", "1 left out", "#3", "3 left out", "#7", "2 left out"]
    page = client.get(address(topic)).content.decode()
    assert f'href="/topics/{topic.pk}/2"' in page and "To sum up." in page
    assert "3 of 9 posts" in page and 'content="noindex"' in page


def test_what_is_gone_is_not_chosen_and_a_first_post_that_is_leaves_its_tombstone(client):
    chair = make.member()
    topic = make.topic(within=make.theme(facilitators=(chair,)))
    make.post(topic, source="Buy this.")
    make.post(topic, reply_to=2)
    actions.hide(topic.posts.get(number=2), chair, why="Advertising")
    actions.delete(make.post(topic, chair, "Forget it."), chair)
    actions.delete(topic.posts.get(number=1), topic.author)
    page = client.get(address(topic)).content.decode()
    assert parts(client, topic) == ["#1", "3 left out"]
    assert not any(words in page for words in ("Buy this.", "Forget it.", "Hello."))


def test_at_most_twenty_posts_and_the_same_queries_however_long(client, capsys):
    chair, costs = make.member(), []
    for posts in (60, 20_000):
        topic = long_topic(posts)
        topic.theme.facilitators.add(chair)
        topic.posts.filter(number__gt=2, number__lte=52).update(answer_count=3)
        topic.posts.filter(number__gt=30).update(author=chair)
        client.get(address(topic))
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address(topic))
        assert page.context["count"] == 1 + MAX_ANSWERED_POSTS + MAX_FACILITATOR_POSTS
        costs.append(len(captured))
    with capsys.disabled():
        print(f"\nqueries of a summary, 60 and 20,000 posts: {costs}")
    assert costs[0] == costs[1] <= 6


@pytest.mark.parametrize("numbers", ["most_answered_numbers", "newest_post_numbers_by_author"])
def test_its_questions_are_answered_from_an_index(numbers):
    topic = long_topic(300)
    asked = {
        "most_answered_numbers": (topic, 9),
        "newest_post_numbers_by_author": (topic, topic.author_id, 9),
    }[numbers]
    with CaptureQueriesContext(connection) as captured:
        getattr(Post.objects, numbers)(*asked)
    sql = captured[-1]["sql"]
    with connection.cursor() as cursor:
        cursor.execute(
            ("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql
        )
        plan = str(cursor.fetchall())
    assert {
        "most_answered_numbers": "post_answered",
        "newest_post_numbers_by_author": "post_of_author",
    }[numbers] in plan


def test_an_old_title_and_the_links_of_a_post_lead_on(client):
    topic = long_topic(21)
    old = reverse("topics:summary", args=[topic.pk, "old-title"])
    assert client.get(old)["Location"] == address(topic)
    replying = client.get(address(topic), {"page": 1, "reply_to": 3})
    assert replying["Location"] == f"{topic.get_absolute_url()}?page=1&reply_to=3"


def test_it_is_offered_where_there_is_more_than_one_page_and_counts_as_no_reading(client):
    ana, topic = make.member(), long_topic(21)
    Notification.objects.create(member=ana, topic=topic, number=4, kind="watched", by=topic.author)
    client.force_login(ana)
    client.get(address(topic))
    assert (
        not topic.positions.filter(member=ana).exists()
        and Notification.objects.unread_by(ana).exists()
    )
    assert address(topic).encode() in client.get(topic.get_absolute_url()).content
    assert b"/summary/" not in client.get(long_topic(20).get_absolute_url()).content
