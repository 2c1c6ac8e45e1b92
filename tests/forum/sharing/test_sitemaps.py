"""robots.txt, and the sitemap that it names."""

import pytest

from forum.facilitation import actions as facilitation
from forum.sharing import sitemaps, views
from tests import factories as make
from tests.forum.sharing.reading import locations

pytestmark = pytest.mark.django_db
HOST = "http://testserver"


def test_robots_txt_names_the_sitemap_and_what_to_skip(client):
    response = client.get("/robots.txt")
    lines = response.content.decode().split("\n")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "User-agent: *" and "Disallow: /search/" in lines
    assert f"Sitemap: {HOST}/sitemap.xml" in lines


def test_robots_txt_skips_nothing_that_the_sitemap_contains(client):
    make.topic(within=make.theme("care"))
    parts = locations(client.get("/sitemap.xml"))
    listed = [url for part in parts for url in locations(client.get(part))]
    for url in listed:
        assert not url.removeprefix(HOST).startswith(views.SKIPPED), url


def test_the_sitemap_lists_every_public_page_and_each_answers(client):
    topic = make.topic(within=make.theme("care"))
    parts = locations(client.get("/sitemap.xml"))
    assert parts == [f"{HOST}/sitemap-pages.xml", f"{HOST}/sitemap-topics-0.xml"]
    listed = [url for part in parts for url in locations(client.get(part))]
    assert {f"{HOST}/", f"{HOST}/themes/care/", HOST + topic.get_absolute_url()} <= set(listed)
    assert {client.get(url).status_code for url in listed} == {200}


def test_a_long_list_of_topics_has_several_parts(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "TOPICS_PER_SITEMAP", 2)
    theme = make.theme("care")
    topics = [make.topic(within=theme) for _ in range(5)]
    parts = locations(client.get("/sitemap.xml"))[1:]
    listed = []
    for part in parts:
        response = client.get(part)
        urls = locations(response) if response.status_code == 200 else []
        assert len(urls) <= 2
        listed += urls
    assert listed == [HOST + topic.get_absolute_url() for topic in topics]


def test_a_hidden_topic_leaves_the_sitemap_at_once(client):
    theme, chair = make.theme("care"), make.member(is_staff=True)
    shown, hidden = make.topic(within=theme), make.topic(within=theme)
    assert len(locations(client.get("/sitemap-topics-0.xml"))) == 2
    facilitation.hide_topic(hidden, chair, why="Advertising")
    listed = locations(client.get("/sitemap-topics-0.xml"))
    assert listed == [HOST + shown.get_absolute_url()]


@pytest.mark.parametrize("block", [1, 2**63, 10**30])
def test_a_part_that_does_not_exist_is_not_found(client, block):
    make.topic()
    assert client.get(f"/sitemap-topics-{block}.xml").status_code == 404


def test_a_part_with_hidden_topics_only_is_not_found(client):
    facilitation.hide_topic(make.topic(), make.member(is_staff=True), why="Advertising")
    assert client.get("/sitemap-topics-0.xml").status_code == 404
    assert locations(client.get("/sitemap.xml")) == [f"{HOST}/sitemap-pages.xml"]


def test_a_part_from_the_cache_costs_one_query(client, django_assert_num_queries):
    make.topic()
    etag = client.get("/sitemap-topics-0.xml")["ETag"]
    with django_assert_num_queries(1):
        response = client.get("/sitemap-topics-0.xml", headers={"If-None-Match": etag})
    assert response.status_code == 304
