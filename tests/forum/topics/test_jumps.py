"""Going to a number or a date leads to the nearest post. The cost does not grow with the topic."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.topics.models import Post
from tests import factories as make
from tests.forum.topics.test_pages import long_topic

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)


def address(topic) -> str:
    return reverse("topics:go", args=[topic.pk, topic.slug])


def one_a_day(posts: int):
    """A topic with one post a day, from FIRST on."""
    topic = long_topic(posts)
    found = list(topic.posts.all())
    for post in found:
        post.created_at = FIRST + timedelta(days=post.number - 1)
    Post.objects.bulk_update(found, ["created_at"], batch_size=500)
    return topic


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ("1", "#post-1"),
        ("20", "#post-20"),
        ("21", "?page=2#post-21"),
        (" 45 ", "?page=3#post-45"),
        ("999", "?page=3#post-45"),
    ],
)  # fmt: skip
def test_to_a_number_and_past_the_end_to_the_last(client, number, place):
    topic = long_topic(45)
    assert (
        client.get(address(topic), {"number": number})["Location"]
        == topic.get_absolute_url() + place
    )


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("1999-01-01", 1),
        ("2026-03-01", 1),
        ("2026-03-02", 2),
        ("2026-04-01", 32),
        ("2026-04-14", 45),
        ("2031-01-01", 45),
    ],
)  # fmt: skip
def test_to_the_first_post_of_a_day_or_the_nearest(client, day, number):
    topic = one_a_day(45)
    assert client.get(address(topic), {"date": day})["Location"] == topic.post_url_on_page(number)


def test_a_number_counts_more_than_a_date(client):
    topic = one_a_day(3)
    assert client.get(address(topic), {"number": "3", "date": "2026-03-01"})["Location"].endswith(
        "#post-3"
    )


def test_the_page_without_a_question_shows_the_form(client):
    page = client.get(address(long_topic(3)))
    assert page.status_code == 200 and 'name="number"' in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"number": ""}, "Enter the number of a post, or a date."),
        ({"number": "0"}, "greater than or equal to 1"),
        ({"number": "a lot"}, "whole number"),
        ({"number": "9" * 30}, "less than or equal to"),
        ({"date": "31 Brumaire"}, "valid date"),
        ({"number": "", "date": "2026-02-30"}, "valid date"),
    ],
)
def test_what_is_neither_gets_a_sentence_and_stays(client, asked, said):
    page = client.get(address(long_topic(3)), asked)
    assert page.status_code == 422 and said in page.content.decode()
    for typed in filter(None, asked.values()):
        assert f'value="{typed}"' in page.content.decode()


def test_an_injection_stays_text(client):
    page = client.get(
        address(make.topic()), {"number": '"><script>alert(1)</script>', "date": "<b>"}
    )
    assert b"<script>alert" not in page.content and b'value="<b>"' not in page.content


def test_the_cost_does_not_grow_with_the_topic(client, capsys):
    topic = long_topic(20_000)
    with CaptureQueriesContext(connection) as captured:
        client.get(address(topic), {"date": "2999-01-01"})
    assert not any("ORDER BY" in query["sql"] for query in captured)
    with capsys.disabled():
        print(f"\nqueries to a date among 20,000 posts: {len(captured)}")
    assert len(captured) <= 18


def test_the_form_stands_where_there_is_more_than_one_page(client):
    assert b"Go to" not in client.get(long_topic(20).get_absolute_url()).content
    topic = long_topic(21)
    assert address(topic).encode() in client.get(topic.page_url(2)).content
