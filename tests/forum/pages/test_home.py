"""The home page: one row for each topic, first what is new for a member."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone, translation

from forum.following import actions as following
from forum.following.unread_topics import load_unread_topics
from forum.live.broadcast import group_name
from forum.pages import signs_of_life
from forum.topics import actions as topics
from forum.topics.models import Topic
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    ana = make.member("ana", languages=["fr"])
    client.force_login(ana)
    return ana


def titles(client, address: str = "/") -> list[str]:
    """The titles of the newest topics, as the page shows them."""
    newest = client.get(address).content.decode().partition('id="topics-title"')[2]
    return re.findall(r'class="row__title"><a[^>]*>([^<]*)</a>', newest)


def new_titles(client) -> list[str]:
    return [topic.title for topic in client.get("/").context["new_topics"]]


def add_people_to(room) -> None:
    cache.set(f"presence:{group_name(room.stream_name)}", {"count": 2, "people": []})
    cache.delete(signs_of_life._ROOMS)


class TestRows:
    def test_a_topic_appears_once_with_its_newest_words(self, client):
        topic = make.topic(title="Loans")
        for words in ("First words.", "Middle words.", "Last words."):
            make.post(topic, source=words)
        page = client.get("/").content.decode()
        assert titles(client) == ["Loans"]
        assert "Last words." in page and "Middle words." not in page
        assert "3 replies" in page and "just now" in page

    def test_the_topic_with_the_newest_post_comes_first(self, client):
        old, _new = make.topic(title="Old"), make.topic(title="New")
        assert titles(client) == ["New", "Old"]
        make.post(old)
        assert titles(client) == ["Old", "New"]

    def test_a_removed_post_disappears_at_once(self, client):
        topic = make.topic()
        post = make.post(topic, source="Not here any more.")
        assert b"Not here any more." in client.get("/").content
        topics.delete(post, post.author)
        assert b"Not here any more." not in client.get("/").content

    def test_a_hidden_topic_is_shown_to_nobody_here(self, client):
        chair = make.member()
        topic = make.topic(title="Secret", within=make.theme(facilitators=(chair,)))
        assert titles(client) == ["Secret"]
        Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
        assert titles(client) == []
        client.force_login(chair)
        assert titles(client) == []

    def test_a_language_is_named_only_when_it_is_not_that_of_the_page(self, client):
        make.topic(language="en")
        assert b"Fran\xc3\xa7ais" not in client.get("/").content.partition(b"<footer")[0]
        make.topic(language="fr")
        assert b'lang="fr">Fran\xc3\xa7ais' in client.get("/").content.partition(b"<footer")[0]

    def test_the_queries_do_not_grow_with_the_rows(self, client, ana, django_assert_num_queries):
        theme = make.theme()
        following.set_theme_level(theme, ana, level="tracking")
        for place in (theme, None):
            make.topic(within=place)
        client.get("/")
        with django_assert_num_queries(8):
            client.get("/")
        for _ in range(5):
            make.topic(within=theme)
            make.topic()
        client.get("/")
        with django_assert_num_queries(8):
            client.get("/")


class TestFilters:
    def test_in_my_languages(self, client, ana):
        make.topic(language="fr", title="Un")
        make.topic(language="en", title="One")
        assert titles(client, "/?languages=mine") == ["Un"]

    def test_a_visitor_gets_the_language_of_the_page(self, client):
        make.topic(language="fr", title="Un")
        make.topic(language="en", title="One")
        assert titles(client, "/?languages=mine") == ["One"]

    def test_by_community(self, client):
        make.topic(make.member(community="academic"), title="Theory")
        make.topic(make.member(community="practitioner"), title="Practice")
        assert titles(client, "/?community=academic") == ["Theory"]
        assert titles(client, "/?community=nobody") == ["Practice", "Theory"]

    def test_without_a_result_there_is_a_way_back(self, client):
        make.topic()
        page = client.get("/?community=constituent").content.decode()
        assert "No topics match." in page
        assert 'class="button button--quiet" href="?"' in page

    @pytest.mark.parametrize("query", ["languages=mine", "languages=mine&community=academic"])
    def test_the_links_are_the_addresses_that_the_page_cache_knows(self, client, query):
        make.topic()
        assert f'href="?{query.split("&")[0]}"' in client.get("/").content.decode()
        assert "ETag" in client.get(f"/?{query}")
        assert "ETag" not in client.get(f"/?{query}&x=1")


class TestNewForYou:
    def test_it_shows_what_is_unread_in_followed_topics_and_nothing_twice(self, client, ana):
        theme = make.theme()
        following.set_theme_level(theme, ana, level="tracking")
        make.topic(within=theme, title="Followed")
        make.topic(title="Elsewhere")
        assert new_titles(client) == ["Followed"] and titles(client) == ["Elsewhere"]
        assert "(1 topic)" in client.get("/").content.decode()

    def test_its_button_clears_it_and_what_came_later_stays(self, client, ana):
        theme = make.theme()
        following.set_theme_level(theme, ana, level="tracking")
        make.topic(within=theme, title="Early")
        page_time = client.get("/").context["page_time"]
        make.topic(within=theme, title="Late")
        fields = {"until": page_time.isoformat(), "next": "/"}
        assert client.post("/following/read/", fields)["Location"] == "/"
        assert new_titles(client) == ["Late"]

    def test_another_site_cannot_name_the_page_that_follows(self, client, ana):
        answer = client.post("/following/read/", {"next": "https://evil.example/"})
        assert answer["Location"] == "/following/"

    def test_when_everything_is_read_it_says_so(self, client, ana):
        make.topic()
        assert b"You have read everything you follow." in client.get("/").content

    def test_it_counts_the_same_topics_as_the_following_page(self, client, ana):
        theme = make.theme()
        following.set_theme_level(theme, ana, level="watching")
        for _ in range(9):
            make.topic(within=theme)
        page = client.get("/")
        assert page.context["new_count"] == len(load_unread_topics(ana)) == 9
        assert page.context["themes"][0].unread_count == 9
        assert (
            len(page.context["new_topics"]) < 9 and b"Show everything that is new" in page.content
        )


class TestMuted:
    def test_a_muted_topic_and_the_topics_of_a_muted_theme_are_not_shown(self, client, ana):
        loud, quiet = make.topic(title="Loud"), make.topic(title="Quiet")
        make.topic(title="Other")
        following.set_topic_level(loud, ana, level="muted")
        following.set_theme_level(quiet.theme, ana, level="muted")
        assert titles(client) == ["Other"]

    def test_a_topic_that_was_chosen_in_a_muted_theme_is_shown(self, client, ana):
        topic = make.topic(title="Chosen")
        following.set_theme_level(topic.theme, ana, level="muted")
        following.set_topic_level(topic, ana, level="normal")
        assert titles(client) == ["Chosen"]

    def test_muting_is_each_readers_own(self, client, ana):
        topic = make.topic(title="Loud")
        following.set_topic_level(topic, make.member(), level="muted")
        assert titles(client) == ["Loud"]


class TestVisitors:
    def test_they_see_signs_of_life(self, client):
        author = make.member(country="SN")
        topic = make.topic(author, at=timezone.now() - timedelta(days=9))
        for _ in range(3):
            topics.reply(topic, author, source="Hello.", nonce=uuid.uuid4())
        add_people_to(make.room(topic))
        signs = client.get("/").context["signs"]
        assert signs == signs_of_life.SignsOfLife(members=1, countries=1, posts=3, people=2)

    def test_the_page_is_made_once_and_holds_nothing_of_its_reader(self, client):
        make.topic()
        client.get("/")
        answer = client.get("/")
        assert answer.context is None, "it was rendered again"
        assert b"csrfmiddlewaretoken" not in answer.content and not answer.cookies

    def test_the_page_in_another_language_is_made_once_too(self, client):
        make.topic()
        make.topic(at=timezone.now().replace(year=2020, month=8, day=18))
        client.cookies["django_language"] = "es"
        client.get("/")
        translation.activate("en")  # as the request before it in this thread may have done
        assert client.get("/").context is None, "it was rendered again"

    def test_a_new_post_is_on_the_next_page(self, client):
        topic = make.topic()
        client.get("/")
        make.post(topic, source="This is new.")
        assert b"This is new." in client.get("/").content

    def test_an_empty_site_offers_a_first_step(self, client):
        assert b"There are no topics yet." in client.get("/").content


class TestRooms:
    def test_only_rooms_with_people_are_read_and_shown(self, client):
        rooms = [make.room(make.topic(title=f"Topic {n}")) for n in range(3)]
        make.message(rooms[1])
        add_people_to(rooms[1])
        page = client.get("/")
        assert [active.room for active in page.context["active_rooms"]] == [rooms[1]]
        assert b"2 people here" in page.content

    def test_the_room_of_a_hidden_topic_is_not_shown(self, client):
        room = make.room(make.topic(title="Secret"))
        add_people_to(room)
        Topic.objects.filter(pk=room.topic_id).update(hidden_at=room.last_seen_at)
        assert client.get("/").context["active_rooms"] == []
