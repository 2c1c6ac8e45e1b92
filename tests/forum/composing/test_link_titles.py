"""A pasted URL of this site becomes a link with a title, if the reader may see the page."""

import lxml.html
import pytest

from forum import markup
from forum.facilitation import actions as facilitation
from forum.topics import actions
from tests import factories as make
from tests.forum.test_injections import PAYLOADS, harmful

pytestmark = pytest.mark.django_db


@pytest.fixture
def link_to(client):
    client.force_login(make.member())

    def ask(path: str, fragment: str = "") -> str:
        answer = client.get("/compose/title/", {"path": path, "fragment": fragment})
        return answer.json()["markdown"] if answer.status_code == 200 else ""

    return ask


def test_links_to_topics_and_posts(link_to):
    topic = make.topic(title="Care work")
    make.post(topic, make.member(name="Ana"))
    page, pk = topic.get_absolute_url(), topic.pk
    named = f"[Care work, post 2 by Ana](/topics/{pk}/2)"
    assert link_to(page) == f"[Care work]({page})"
    assert (
        link_to(page, "post-2")
        == link_to(f"/topics/{pk}/2")
        == link_to(f"/topics/{pk}/posts/2/")
        == named
    )
    assert link_to(page, "reply") == link_to(page, "post-77") == f"[Care work]({page})"


def test_links_to_rooms_messages_and_themes(link_to):
    theme = make.theme("care", name="Care")
    room = make.room(theme)
    make.message(room, make.member(name="Ana"))
    assert link_to(f"/rooms/{room.pk}/") == f"[Chat room: Care](/rooms/{room.pk}/)"
    assert (
        link_to(f"/rooms/{room.pk}/", "message-1")
        == f"[Care, message 1 by Ana](/rooms/{room.pk}/1)"
    )
    assert link_to("/themes/care/") == "[Care](/themes/care/)"


@pytest.mark.parametrize(
    "path",
    ["", "/", "/about/", "/topics/999/1", "/nowhere", "//evil.example/", "x", "/topics/1/%00/"],
)
def test_other_urls_have_no_title(link_to, path):
    assert link_to(path) == ""


def test_hidden_topics_and_their_rooms_have_no_title(link_to):
    chair = make.member()
    topic = make.topic(title="Secret", within=make.theme(facilitators=(chair,)))
    room = make.room(topic)
    facilitation.hide_topic(topic, chair, why="-")
    assert link_to(topic.get_absolute_url()) == link_to(f"/topics/{topic.pk}/1") == ""
    assert link_to(room.get_absolute_url()) == ""


def test_a_title_contains_no_words_of_the_post(link_to):
    topic = make.topic(source="The secret word.")
    actions.delete(topic.posts.get(), topic.author)
    assert "secret" not in link_to(f"/topics/{topic.pk}/1")


@pytest.mark.parametrize(
    "title",
    [
        "a [b](c) d",
        "]](x",
        "*not* _so_ `c` ~~d~~",
        "1 < 2 & 3 &amp; 4",
        "\\",
        "https://evil.example/",
        "@ana and | pipes",
    ],
)
def test_a_link_shows_the_title_unchanged(title):
    for render in (markup.render_post, markup.render_message):
        html = render(
            markup.markdown_link(title, "/topics/1/2"), profile_urls={"ana": "/members/ana/"}
        )
        (link,) = lxml.html.fromstring(f"<div>{html}</div>").iter("a")
        assert (link.text_content(), link.get("href")) == (title, "/topics/1/2")


def test_links_with_payloads_as_titles_are_inert():
    for payload in PAYLOADS[:: len(PAYLOADS) // 300]:
        title = markup.clean_line(payload)[:150]
        html = markup.render_post(markup.markdown_link(f"T {title}", "/topics/1/2"))
        assert harmful(html) == [], payload
