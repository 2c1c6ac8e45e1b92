"""What search engines and messengers read in the head of a page."""

import pytest
from django.test import Client

from forum.topics import actions
from tests import factories as make
from tests.forum.sharing.reading import head_of, structured_data_of

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
HOSTILE = '</script><script>alert(1)</script><!-- " \' & <meta name="robots" content="noindex">'


@pytest.fixture
def topic():
    return make.topic(
        make.member("ana", name="Ana"),
        within=make.theme("care", name="Care", description="About care."),
        title="Care work",
        source="> Quoted.\n\nWho cares for those who care?",
    )


def test_a_topic_says_its_title_text_address_and_feed(client, topic):
    head = head_of(client.get(topic.get_absolute_url()))
    assert head["og:title"] == "Care work"
    assert head["description"] == head["og:description"] == "Who cares for those who care?"
    assert head["canonical"] == head["og:url"] == HOST + topic.get_absolute_url()
    assert head["alternate"] == f"/topics/{topic.pk}/feed.atom"
    assert (head["og:type"], head["twitter:card"]) == ("article", "summary_large_image")


def test_a_topic_is_a_discussion_for_search_engines(client, topic):
    make.post(topic)
    (posting,) = structured_data_of(client.get(topic.get_absolute_url()))
    assert posting["@type"] == "DiscussionForumPosting"
    assert (posting["headline"], posting["commentCount"]) == ("Care work", 1)
    assert posting["author"] == {
        "@type": "Person",
        "name": "Ana",
        "url": f"{HOST}/members/ana/",
    }


def test_a_later_page_has_its_own_address_and_does_not_repeat_the_discussion(
    client, topic, settings
):
    author = make.member()
    for _ in range(20):
        make.post(topic, author)
    response = client.get(topic.page_url(2))
    assert head_of(response)["canonical"] == HOST + topic.page_url(2)
    assert structured_data_of(response) == []


def test_a_theme_and_the_home_page_say_what_they_are(client, topic):
    theme, home = head_of(client.get("/themes/care/")), head_of(client.get("/"))
    assert (theme["og:title"], theme["description"]) == ("Care", "About care.")
    assert theme["alternate"] == "/themes/care/feed.atom"
    assert home["og:url"] == f"{HOST}/" and "discussion space" in home["description"]


def test_a_post_is_a_part_of_its_topic_for_search_engines(client, topic):
    post = make.post(topic, source="A reply with words.")
    head = head_of(client.get(post.own_page_url))
    assert head["og:url"] == HOST + post.own_page_url
    assert head["canonical"] == HOST + topic.get_absolute_url()
    assert head["description"] == "A reply with words."


@pytest.mark.parametrize(("audience", "robots"), [("everyone", None), ("members", "noindex")])
def test_search_engines_list_only_members_whom_everyone_may_find(client, audience, robots):
    make.member("ana", listed_for=audience)
    head = head_of(client.get("/members/ana/"))
    assert head.get("robots") == robots
    assert head["alternate"] == "/members/ana/feed.atom"


def test_a_deleted_first_post_leaves_only_the_title(client, topic):
    make.post(topic)
    actions.delete(topic.posts.get(number=1), topic.author)
    response = client.get(topic.get_absolute_url())
    assert "description" not in head_of(response)
    assert structured_data_of(response) == []


def test_pages_of_members_contain_only_the_feed(topic):
    reader = Client()
    reader.force_login(make.member())
    for path in (topic.get_absolute_url(), "/themes/care/", "/", "/members/ana/"):
        head = head_of(reader.get(path))
        assert head["alternate"].endswith("feed.atom")
        assert "og:title" not in head and "canonical" not in head


def test_a_form_is_not_previewed(client, topic):
    page = client.get(f"{topic.get_absolute_url()}?reply_to=1")
    assert "canonical" not in head_of(page)


def test_a_hostile_title_name_or_text_stays_text(client):
    title = HOSTILE[:150]
    topic = make.topic(
        make.member("ana", name=HOSTILE[:60]),
        within=make.theme("care", name=HOSTILE[:120], description=HOSTILE),
        title=title,
        source=f"`{HOSTILE}`",
    )
    for path in (topic.get_absolute_url(), "/themes/care/", "/members/ana/"):
        response = client.get(path)
        head = head_of(response)
        assert head["og:title"] and HOSTILE.startswith(head["og:title"][:50])
        assert "<script>alert" not in response.content.decode()
    (posting,) = structured_data_of(client.get(topic.get_absolute_url()))
    assert posting["headline"] == topic.title and posting["author"]["name"] == HOSTILE[:60]
    assert posting["text"] == HOSTILE
