"""Feeds, sitemaps and previews contain only what a visitor may see, whoever asks."""

import pytest
from django.test import Client

from accounts import actions as people
from forum.chat import actions as chat
from forum.facilitation import actions as facilitation
from forum.topics import actions
from tests import every_url
from tests import factories as make
from tests.forum.search.searching import run_event_listeners
from tests.forum.sharing.reading import xml_of

pytestmark = pytest.mark.django_db
SECRET = "zymurgy"


@pytest.fixture
def chair():
    return make.member("chair", is_staff=True)


@pytest.fixture
def topic(chair):
    """Everything in it that a visitor may not read contains the secret word."""
    author, gone = make.member("author"), make.member("gone", name=SECRET)
    theme = make.theme("care", facilitators=(chair,))
    topic = make.topic(author, within=theme, title="Care", source=f"{SECRET} 1")
    actions.edit(topic.posts.get(), author, source="Better.", language="en", version=1)
    actions.delete(make.post(topic, author, f"{SECRET} 2"), author)
    actions.hide(make.post(topic, author, f"{SECRET} 3"), chair, why=SECRET)
    make.post(topic, gone, "Still here.")
    people.close_account(gone, by=gone)
    chat.hide(make.message(make.room(topic), author, SECRET), chair, why=SECRET)
    hidden = make.topic(author, within=theme, title=SECRET, source="Hidden.")
    facilitation.hide_topic(hidden, chair, why=SECRET)
    run_event_listeners()
    return topic


def shared_addresses(topic, number: int) -> list[str]:
    """All that forum/sharing answers, and the pages that contain its tags."""
    keys = {"topic_id": topic.pk, "number": number, "slug": [topic.slug, "care"]}
    keys |= {"handle": ["author", "gone"], "block": 0}
    keys |= {"extension": ["atom", "json"], "community": "practitioner"}
    urls = every_url.all_urls(keys)
    shared = [url for url in urls if url.endswith((".atom", ".json", ".xml", "robots.txt"))]
    assert len(shared) >= 15
    shared += [f"{url}?before={10**9}" for url in shared if "feed." in url]
    pages = ["/", "/themes/care/", "/members/author/", topic.get_absolute_url()]
    return [*shared, *pages, f"/topics/{topic.pk}/posts/{number}/"]


@pytest.mark.parametrize("reader", ["visitor", "chair"])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_nothing_that_a_visitor_may_not_see_is_shared(topic, chair, reader, number):
    client = Client()
    for url in shared_addresses(topic, number):
        is_page = url.endswith("/")
        if reader == "chair":
            if is_page:
                continue  # a chair may read it there
            client.force_login(chair)
        content = client.get(url).content.decode()
        assert SECRET not in content, url
        assert "Hidden." not in content, url


def test_the_feed_of_a_hidden_topic_answers_like_one_that_never_existed(topic, chair):
    client = Client()
    path = f"/topics/{topic.pk}/feed.atom"
    assert client.get(path).status_code == 200
    facilitation.hide_topic(topic, chair, why="Advertising")
    assert client.get(path).status_code == 404
    client.force_login(chair)
    assert client.get(path).status_code == 404


def test_a_topic_without_a_readable_post_leaves_the_cached_feed_when_it_is_hidden(chair):
    topic = make.topic(title="A title")
    actions.delete(topic.posts.get(), topic.author)
    client = Client()
    path = f"/topics/{topic.pk}/feed.atom"
    assert client.get(path).status_code == 200
    facilitation.hide_topic(topic, chair, why="Advertising")
    assert client.get(path).status_code == 404


def test_the_feed_of_a_closed_account_is_not_found(django_capture_on_commit_callbacks):
    author, client = make.member("author"), Client()
    make.topic(author)
    assert client.get("/members/author/feed.atom").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        people.close_account(author, by=author)
    assert client.get("/members/author/feed.atom").status_code == 404


def test_hostile_titles_names_and_texts_stay_text_in_every_file(chair):
    hostile = "]]></title><script>alert(1)</script>&amp;<!--\ufffe\x0b"
    author = make.member("author", name=hostile[:60])
    theme = make.theme("care", name=hostile, facilitators=(chair,))
    topic = make.topic(author, within=theme, title="x", source=f"`{hostile}` [x](/rules/)")
    type(topic).objects.update(title=hostile)
    topic.posts.update(html=f"<p>\x0b\ufffe{SECRET}</p>")
    client = Client()
    for path in shared_addresses(topic, 1):
        if path.endswith(".atom"):
            response = client.get(path)
            if response.status_code == 200:
                titles = [element.text for element in xml_of(response).iter("{*}title")]
                assert any("<script>alert(1)</script>" in title for title in titles), path
