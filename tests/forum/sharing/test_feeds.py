"""Feeds of the site, a theme, a topic and a member."""

import pytest

from accounts import actions as people
from collective_brain.web import rate_limits
from forum.facilitation import actions as facilitation
from forum.sharing import feeds
from forum.topics import actions
from tests import factories as make
from tests.forum.sharing.reading import ATOM, entries, xml_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make.topic(
        make.member("ana", name="Ana"),
        within=make.theme("care", name="Care"),
        title="Care <b>work</b>",
        source="See [rules](/rules/) and <https://example.org/x>.\n\n# Title",
        language="fr",
    )


def test_the_feed_of_a_topic_contains_its_posts_newest_first(client, topic):
    make.post(topic, make.member("ben", name="Ben"), "A reply.")
    response = client.get(f"/topics/{topic.pk}/feed.atom")
    reply, first = entries(response)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert reply["title"] == "Care <b>work</b> · #2"
    assert reply["content"] == "<p>A reply.</p>\n"
    assert first["id"] == first["link"] == f"http://testserver/topics/{topic.pk}/1"
    assert 'href="http://testserver/rules/"' in first["content"]
    assert 'href="https://example.org/x"' in first["content"]


def test_each_entry_has_its_author_language_and_times(client, topic):
    entry = xml_of(client.get("/feed.atom")).find(f"{ATOM}entry")
    author = [element.text for element in entry.find(f"{ATOM}author")]
    assert author == ["Ana", "http://testserver/members/ana/"]
    content = entry.find(f"{ATOM}content")
    assert content.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert entry.find(f"{ATOM}published").text == entry.find(f"{ATOM}updated").text


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("/feed.atom", ["Elsewhere · #1", "Care <b>work</b> · #1"]),
        ("/themes/care/feed.atom", ["Care <b>work</b> · #1"]),
        ("/members/ANA/feed.atom", ["Care <b>work</b> · #1"]),
    ],
)
def test_each_feed_contains_the_posts_of_its_page(client, topic, path, titles):
    make.topic(title="Elsewhere")
    assert [entry["title"] for entry in entries(client.get(path))] == titles


def test_a_feed_without_posts_is_a_feed(client):
    make.theme("care")
    assert entries(client.get("/themes/care/feed.atom")) == []


def test_the_address_of_the_site_comes_from_its_setting(client, topic, settings):
    settings.SITE_URL = "https://brain.example.org"
    (entry,) = entries(client.get("/feed.atom"))
    assert entry["link"] == f"https://brain.example.org/topics/{topic.pk}/1"


def test_a_feed_has_at_most_twenty_posts_and_the_beginning_of_long_ones(client, topic, settings):
    settings.LIMITS = settings.LIMITS | {"post": ["1000/minute"]}
    rate_limits.clear_all_counts()
    author = make.member()
    for number in range(25):
        make.post(topic, author, f"{number} <&> " + "word " * 5_900)
    response = client.get("/feed.atom")
    shown = entries(response)
    assert len(shown) == feeds.POSTS_SHOWN
    assert shown[0]["summary"].startswith("24 &lt;&amp;&gt; word") and "content" not in shown[0]
    assert len(response.content) < 50_000


def test_a_reader_that_has_the_feed_gets_304_until_a_post_changes(client, topic):
    make.post(topic)
    for path in ("/feed.atom", "/themes/care/feed.atom", f"/topics/{topic.pk}/feed.atom"):
        etag = client.get(path)["ETag"]
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
        post = topic.posts.get(number=1)
        actions.edit(
            post, post.author, source=f"Better: {path}", language="en", version=post.version
        )
        assert path in client.get(path, headers={"If-None-Match": etag}).content.decode()


def test_a_feed_from_the_cache_costs_one_query(client, topic, django_assert_num_queries):
    for path in ("/feed.atom", f"/topics/{topic.pk}/feed.atom"):
        client.get(path)
        with django_assert_num_queries(1):
            client.get(path)


def test_a_new_title_or_name_is_in_the_feed_at_once(
    client, topic, django_capture_on_commit_callbacks
):
    chair = make.member("chair", is_staff=True)
    for path in ("/feed.atom", f"/topics/{topic.pk}/feed.atom"):
        client.get(path)
    facilitation.retitle(topic, chair, title="New title")
    with django_capture_on_commit_callbacks(execute=True):
        people.change_profile(topic.author, name="Ana M.")
    for path in ("/feed.atom", f"/topics/{topic.pk}/feed.atom"):
        page = client.get(path).content.decode()
        assert "New title · #1" in page and "<name>Ana M.</name>" in page


def test_a_query_leads_to_the_one_address_of_the_feed(client, topic):
    response = client.get(f"/topics/{topic.pk}/feed.atom?page=2")
    assert response["Location"] == f"/topics/{topic.pk}/feed.atom"
