"""A reply that waits, on its author's page of the topic."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.screening import actions
from forum.topics.models import POSTS_PER_PAGE
from tests import factories as make

pytestmark = pytest.mark.django_db

HEADING = "Waiting for a facilitator – only you see it"


@pytest.fixture
def chair():
    return make.member("chair")


@pytest.fixture
def newcomer():
    return make.member("newcomer")


@pytest.fixture
def topic(chair):
    theme = make.theme("care", facilitators=(chair,), first_posts_wait=True)
    return make.topic(chair, within=theme, title="Care")


def read(topic, member=None, query: str = "") -> str:
    client = Client()
    if member:
        client.force_login(member)
    return client.get(f"{topic.get_absolute_url()}{query}").content.decode()


def count_queries(topic, member) -> int:
    client = Client()
    client.force_login(member)
    client.get(topic.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        client.get(topic.get_absolute_url())
    return len(queries)


def test_the_author_reads_the_text_that_waits_below_the_posts(topic, newcomer):
    held = make.held_post(topic, newcomer, "Hello **all**.")
    page = read(topic, newcomer)
    assert HEADING in page and "Hello <strong>all</strong>." in page
    assert f'href="/held/{held.pk}/"' in page
    assert page.index('id="post-1"') < page.index(HEADING) < page.index('id="reply"')


def test_nobody_else_reads_it_there(topic, newcomer, chair):
    read(topic)  # the page of visitors is cached
    make.held_post(topic, newcomer, "Hello all.")
    read(topic, newcomer)
    for other in (None, chair, make.member()):
        page = read(topic, other)
        assert HEADING not in page and "Hello all." not in page
    elsewhere = make.topic(chair, within=topic.theme)
    assert HEADING not in read(elsewhere, newcomer)


def test_it_is_gone_when_it_is_decided_or_taken_back(topic, newcomer, chair):
    first = make.held_post(topic, newcomer, "Hello all.")
    second = make.held_post(topic, newcomer, "Hello again.")
    actions.reject(first, chair, why="Twice.", version=1)
    page = read(topic, newcomer)
    assert "Hello again." in page and "Hello all." not in page
    actions.take_back(second, newcomer)
    assert HEADING not in read(topic, newcomer)


def test_only_the_last_page_shows_the_newest_three(topic, newcomer, chair):
    for number in range(4):
        make.held_post(topic, newcomer, f"Text {number}.")
    page = read(topic, newcomer)
    assert "Text 0." not in page and "All your texts that wait" in page
    assert page.index("Text 1.") < page.index("Text 3.")
    for number in range(POSTS_PER_PAGE):
        make.post(topic, chair, f"Post {number}.")
    topic.refresh_from_db()
    assert HEADING not in read(topic, newcomer)
    assert HEADING in read(topic, newcomer, f"?page={topic.last_page}")


def test_a_page_costs_no_further_query_while_nothing_waits(topic, newcomer, chair):
    reader = make.member()
    before = count_queries(topic, newcomer)
    assert before == count_queries(topic, reader)
    make.held_post(topic, newcomer, "Hello all.")
    assert count_queries(topic, reader) == before
    assert count_queries(topic, newcomer) > before
