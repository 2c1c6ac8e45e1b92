"""The private feed of what a member follows."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions as people
from accounts.models import Member
from collective_brain.web import rate_limits
from forum.facilitation import actions as facilitation
from forum.following import actions as following
from forum.following.models import ReadPosition
from forum.sharing import actions
from forum.sharing.models import FeedAddress
from forum.topics import actions as topics
from forum.topics.models import Topic
from tests import factories as make
from tests.forum.search.searching import run_event_listeners
from tests.forum.sharing.reading import entries, validated_atom, validated_json_feed

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return make.member("reader", community="academic")


@pytest.fixture
def care():
    return make.theme("care", name="Care")


def path_of(member, extension: str = "atom") -> str:
    return f"/feeds/{actions.create_feed_address(member)}/feed.{extension}"


def titles(path: str) -> list[str]:
    return [entry["title"] for entry in entries(Client().get(path))]


def test_it_contains_the_posts_of_followed_themes_and_topics_newest_first(reader, care):
    following.set_theme_level(care, reader, level="tracking")
    watched = make.topic(title="Watched")
    following.set_topic_level(watched, reader, level="watching")
    make.topic(within=care, title="Of the theme")
    make.topic(title="Elsewhere")
    make.post(watched)
    assert titles(path_of(reader)) == ["Watched · #2", "Of the theme · #1", "Watched · #1"]


def test_what_the_member_wrote_is_followed_but_own_posts_are_left_out(reader):
    topic = make.topic(reader, title="Mine")
    make.post(topic)
    run_event_listeners()
    assert titles(path_of(reader)) == ["Mine · #2"]


def test_muted_topics_and_topics_at_replies_only_are_left_out(reader, care):
    following.set_theme_level(care, reader, level="watching")
    for level in ("muted", "normal"):
        following.set_topic_level(make.topic(within=care, title=level), reader, level=level)
    make.topic(within=care, title="Stays")
    assert titles(path_of(reader)) == ["Stays · #1"]


def test_it_is_private_and_matches_the_schemas(reader, care):
    following.set_theme_level(care, reader, level="watching")
    make.topic(within=care)
    path = path_of(reader)
    response = Client().get(path)
    validated_atom(response)
    validated_json_feed(Client().get(path.replace(".atom", ".json")))
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    unchanged = Client().get(path, headers={"If-None-Match": response["ETag"]})
    assert unchanged.status_code == 304
    assert unchanged["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("rank", ["member", "facilitator", "administrator"])
def test_hidden_and_deleted_texts_are_in_the_feed_of_nobody(reader, rank):
    """Not even of those who may see them on the site: the address is no sign-in."""
    care = make.theme("care", facilitators=(reader,) if rank == "facilitator" else ())
    Member.objects.filter(pk=reader.pk).update(is_staff=rank == "administrator")
    chair, author = make.member("chair", is_staff=True), make.member()
    following.set_theme_level(care, reader, level="watching")
    hidden = make.topic(author, within=care, title="zymurgy")
    topic = make.topic(author, within=care, title="Shown")
    topics.delete(make.post(topic, author, "zymurgy"), author)
    topics.hide(make.post(topic, author, "zymurgy"), chair, why="x")
    path = path_of(reader)
    assert "zymurgy" in Client().get(path).content.decode()
    etag = Client().get(path)["ETag"]
    facilitation.hide_topic(hidden, chair, why="x")
    response = Client().get(path, headers={"If-None-Match": etag})
    assert [entry["title"] for entry in entries(response)] == ["Shown · #1"]
    assert "zymurgy" not in response.content.decode()


def test_the_feed_of_a_closed_or_suspended_account_is_not_found(reader):
    path = path_of(reader)
    assert Client().get(path).status_code == 200
    Member.objects.filter(pk=reader.pk).update(suspended_until=timezone.now() + timedelta(days=1))
    assert Client().get(path).status_code == 404
    Member.objects.filter(pk=reader.pk).update(suspended_until=None)
    people.close_account(Member.objects.get(pk=reader.pk), by=reader)
    assert Client().get(path).status_code == 404
    run_event_listeners()
    assert not FeedAddress.objects.exists()


def test_a_new_address_ends_the_old_one_and_an_ended_one_is_not_found(reader):
    old, new = path_of(reader), path_of(reader)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    actions.end_feed_address(reader)
    actions.end_feed_address(reader)
    assert Client().get(new).status_code == 404


def test_the_database_does_not_contain_the_token(reader):
    token = actions.create_feed_address(reader)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sharing_feedaddress")
        assert token not in repr(cursor.fetchall())


def test_a_program_that_asks_too_often_waits(reader, settings):
    settings.LIMITS = settings.LIMITS | {"feed": ["2/minute"]}
    rate_limits.clear_all_counts()
    path = path_of(reader)
    assert [Client().get(path).status_code for _ in range(3)] == [200, 200, 429]
    assert Client().get(path_of(make.member())).status_code == 200


def test_it_costs_as_many_queries_for_much_as_for_little(reader, care):
    path = path_of(reader)
    following.set_theme_level(care, reader, level="watching")
    counts = []
    for _round in range(2):
        make.topic(within=care)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            Client().get(path)
        counts.append(len(queries))
        make.topic(within=care)
    assert counts[0] == counts[1] <= 4


def test_it_reads_the_ends_of_few_topics(reader, care, monkeypatch):
    monkeypatch.setattr("forum.sharing.followed_posts.POSTS_SHOWN", 2)
    following.set_theme_level(care, reader, level="watching")
    oldest, newest = make.topic(within=care), make.topic(within=care, title="Long")
    Topic.objects.filter(pk=oldest.pk).update(last_post_at=timezone.now() - timedelta(days=1))
    for _number in range(3):
        make.post(newest)
    assert titles(path_of(reader)) == ["Long · #4", "Long · #3"]


class TestItsPage:
    @pytest.fixture
    def browser(self, reader):
        browser = Client()
        browser.force_login(reader)
        return browser

    def test_an_address_is_shown_once_and_works(self, browser):
        page = browser.post("/settings/feeds/")
        assert page.status_code == 200 and "no-store" in page["Cache-Control"]
        [address] = re.findall(r'value="http://testserver(/feeds/[^"]+)"', page.content.decode())
        assert Client().get(address).status_code == 200
        assert "/feeds/" not in browser.get("/settings/feeds/").content.decode().replace(
            "/settings/feeds/", ""
        )

    def test_ending_it_says_so(self, browser, reader):
        path = path_of(reader)
        page = browser.post("/settings/feeds/end/", follow=True).content.decode()
        assert "has ended" in page and "Create an address" in page
        assert Client().get(path).status_code == 404

    def test_too_many_new_addresses_are_refused(self, browser, settings):
        settings.LIMITS = settings.LIMITS | {"feed_address": ["1/hour"]}
        rate_limits.clear_all_counts()
        assert browser.post("/settings/feeds/").status_code == 200
        assert browser.post("/settings/feeds/").status_code == 429

    def test_reading_the_feed_moves_no_read_position(self, reader, care):
        following.set_theme_level(care, reader, level="watching")
        make.topic(within=care)
        path = path_of(reader)
        Client().get(path)
        assert not ReadPosition.objects.filter(member=reader).exists()
