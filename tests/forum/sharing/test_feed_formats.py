"""Atom, JSON Feed and their pages, as feed readers read them."""

import time
from datetime import datetime

import pytest
from django.core.cache import caches
from django.utils.http import http_date, parse_http_date

from accounts import actions as people
from collective_brain.caching import page_cache
from collective_brain.web import rate_limits
from forum.sharing import feeds
from forum.topics import actions
from forum.topics.models import Post
from tests import factories as make
from tests.forum.sharing.reading import ATOM, entries, validated_atom, validated_json_feed

pytestmark = pytest.mark.django_db
HOST = "http://testserver"


@pytest.fixture
def topic():
    return make.topic(
        make.member("ana", name="Ana & <Co>", community="academic"),
        within=make.theme("care", name="Care"),
        title="Care <b>work</b> & rest",
        source="See [rules](/rules/) & <https://example.org/x>.",
        language="pt",
    )


@pytest.fixture
def long_topic(topic, settings):
    """With 44 replies of two members: two full pages and a third one."""
    settings.LIMITS = settings.LIMITS | {"post": ["1000/minute"]}
    rate_limits.clear_all_counts()
    writers = (topic.author, make.member("ben"))
    for number in range(44):
        make.post(topic, writers[number % 2], f"Reply {number}")
    return topic


def paths(topic) -> list[str]:
    return [
        "/feed",
        "/themes/care/feed",
        f"/topics/{topic.pk}/feed",
        "/members/ana/feed",
        "/communities/academic/feed",
    ]


def test_every_feed_matches_the_schema_of_its_format(client, topic):
    make.post(topic, topic.author, "word " * 6_000)
    make.post(topic, topic.author, "Edited later.")
    newest = topic.posts.get(number=3)
    actions.edit(newest, topic.author, source="Edited.", language="fr", version=newest.version)
    for path in paths(topic):
        atom = validated_atom(client.get(f"{path}.atom"))
        json_feed = validated_json_feed(client.get(f"{path}.json"))
        assert len(atom.findall(f"{ATOM}entry")) == len(json_feed["items"]) == 3, path


def test_a_feed_without_posts_matches_its_schema_too(client):
    make.theme("care")
    validated_atom(client.get("/themes/care/feed.atom"))
    assert validated_json_feed(client.get("/themes/care/feed.json"))["items"] == []


def test_a_former_member_has_a_name_but_no_page(client, topic):
    people.close_account(topic.author, by=topic.author)
    validated_atom(client.get("/feed.atom"))
    (item,) = validated_json_feed(client.get("/feed.json"))["items"]
    assert "url" not in item["authors"][0]


def test_an_item_of_a_json_feed_says_what_an_entry_of_atom_says(client, topic):
    (item,) = validated_json_feed(client.get(f"/topics/{topic.pk}/feed.json"))["items"]
    (entry,) = entries(client.get(f"/topics/{topic.pk}/feed.atom"))
    assert item["id"] == item["url"] == entry["id"] == f"{HOST}/topics/{topic.pk}/1"
    assert item["title"] == entry["title"] == "Care <b>work</b> & rest · #1"
    assert item["content_html"] == entry["content"]
    assert f'href="{HOST}/rules/"' in item["content_html"]
    assert item["authors"] == [{"name": "Ana & <Co>", "url": f"{HOST}/members/ana/"}]
    assert item["language"] == "pt" and item["tags"] == ["Care"]
    published = datetime.fromisoformat(entry["published"]).replace(microsecond=0)
    assert datetime.fromisoformat(item["date_published"]) == published


def test_a_long_post_is_in_the_json_feed_with_its_beginning(client, topic):
    make.post(topic, topic.author, "<&> " + "word " * 6_000)
    item = validated_json_feed(client.get("/feed.json"))["items"][0]
    assert item["content_text"].startswith("<&> word word") and len(item["content_text"]) <= 1_000


def test_a_json_feed_says_what_it_is(client, topic):
    response = client.get("/themes/care/feed.json")
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    assert response["X-Robots-Tag"] == "noindex"
    feed = validated_json_feed(response)
    assert feed["title"] == "Care" and feed["home_page_url"] == f"{HOST}/themes/care/"


def test_the_feed_of_a_community_contains_the_posts_of_its_members(client, topic):
    make.post(topic, make.member("ben", community="constituent"), "Of a ministry.")
    assert [e["title"][-2:] for e in entries(client.get("/communities/academic/feed.atom"))] == [
        "#1"
    ]
    assert [e["title"][-2:] for e in entries(client.get("/communities/constituent/feed.atom"))] == [
        "#2"
    ]
    assert client.get("/communities/other/feed.atom").status_code == 404


def test_a_post_leaves_the_feed_of_the_community_that_its_author_leaves(
    client, topic, django_capture_on_commit_callbacks
):
    assert len(entries(client.get("/communities/academic/feed.atom"))) == 1
    with django_capture_on_commit_callbacks(execute=True):
        people.change_profile(topic.author, community="practitioner")
    assert entries(client.get("/communities/academic/feed.atom")) == []


def test_the_feed_of_a_community_looks_through_a_bounded_number_of_posts(
    client, topic, monkeypatch
):
    monkeypatch.setattr(feeds, "WINDOW", 3)
    for _number in range(4):
        make.post(topic, make.member(community="constituent"))
    first = validated_json_feed(client.get("/communities/academic/feed.json"))
    assert first["items"] == []
    second = validated_json_feed(client.get(first["next_url"]))
    assert [item["title"][-2:] for item in second["items"]] == ["#1"]


@pytest.mark.parametrize("which", range(5))
def test_the_pages_of_a_feed_contain_every_post_once(client, long_topic, which):
    path = paths(long_topic)[which]
    theirs = Post.objects.all()
    if which > 2:
        theirs = theirs.filter(author=long_topic.author)
    expected = [f"{HOST}/topics/{long_topic.pk}/{post.number}" for post in theirs.order_by("-pk")]
    for extension in ("atom", "json"):
        assert _ids_of_all_pages(client, f"{path}.{extension}", extension) == expected


def _ids_of_all_pages(client, path: str, extension: str) -> list[str]:
    ids: list[str] = []
    while path:
        page_ids, path = _ids_and_next(client.get(path), extension)
        assert 0 < len(page_ids) <= feeds.POSTS_SHOWN
        ids += page_ids
    return ids


def _ids_and_next(response, extension: str) -> tuple[list[str], str]:
    if extension == "json":
        feed = validated_json_feed(response)
        return [item["id"] for item in feed["items"]], feed.get("next_url", "")
    feed = validated_atom(response)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["first"] == feed.find(f"{ATOM}id").text  # one feed, whatever its page
    return [entry["id"] for entry in entries(response)], links.get("next", "")


def test_a_page_with_older_posts_names_itself(client, long_topic):
    feed = validated_atom(client.get(f"/topics/{long_topic.pk}/feed.atom?before=21"))
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    base = f"{HOST}/topics/{long_topic.pk}/feed.atom"
    assert links["self"] == f"{base}?before=21" and "next" not in links


@pytest.mark.parametrize("query", ["page=2", "before=x", "before=0", "before=1&x=1", "before=01"])
def test_other_queries_lead_to_the_address_of_the_feed(client, topic, query):
    response = client.get(f"/feed.json?{query}")
    assert response.status_code == 302 and response["Location"] == "/feed.json"


def test_a_page_of_a_feed_costs_as_many_queries_as_the_newest_one(
    client, long_topic, django_assert_num_queries
):
    with django_assert_num_queries(1):
        client.get("/feed.json?before=30")


class TestLastModified:
    """For readers that send If-Modified-Since and no If-None-Match."""

    def first_seen(self, seconds_ago: int) -> None:
        """Pretend that the cached feeds were rendered that long ago."""
        pages = caches["pages"]
        for key in list(pages._cache):
            name = key.split(":", 2)[2]
            page = pages.get(name)
            if isinstance(page, page_cache.CachedPage) and page.first_seen:
                page.first_seen -= seconds_ago
                pages.set(name, page)

    @pytest.mark.parametrize("path", ["/feed.atom", "/feed.json"])
    def test_an_unchanged_feed_answers_304(self, client, topic, path):
        client.get(path)
        self.first_seen(seconds_ago=60)
        modified = client.get(path)["Last-Modified"]
        assert time.time() - 70 < parse_http_date(modified) < time.time() - 50
        since = {"If-Modified-Since": modified}
        assert client.get(path, headers=since).status_code == 304

    def test_a_hidden_or_deleted_post_makes_it_new(self, client, topic):
        make.post(topic, topic.author, "Newest.")
        client.get("/feed.atom")
        self.first_seen(seconds_ago=60)
        modified = client.get("/feed.atom")["Last-Modified"]
        actions.delete(topic.posts.get(number=1), topic.author)
        response = client.get("/feed.atom", headers={"If-Modified-Since": modified})
        assert response.status_code == 200 and len(entries(response)) == 1

    def test_a_version_of_this_second_has_no_time_yet(self, client, topic):
        now = http_date(time.time())
        assert "Last-Modified" not in client.get("/feed.atom")
        response = client.get("/feed.atom", headers={"If-Modified-Since": now})
        assert response.status_code == 200

    def test_a_page_for_people_has_no_time(self, client, topic):
        client.get("/")
        self.first_seen(seconds_ago=60)
        assert "Last-Modified" not in client.get("/")


def test_the_head_of_a_page_names_both_formats(client, topic):
    for path, feed in [
        ("/", "/feed."),
        ("/themes/care/", "/themes/care/feed."),
        (topic.get_absolute_url(), f"/topics/{topic.pk}/feed."),
        ("/members/ana/", "/members/ana/feed."),
        ("/members/?community=academic", "/communities/academic/feed."),
    ]:
        page = client.get(path).content.decode()
        assert f'<link rel="alternate" type="application/atom+xml" href="{feed}atom">' in page
        assert f'<link rel="alternate" type="application/feed+json" href="{feed}json">' in page


def test_an_unknown_community_has_no_feed(client):
    assert "feed+json" not in client.get("/members/?community=x").content.decode()
