"""A pasted address of ours becomes a link with a title, for who may see it."""

import lxml.html
import pytest

from forum import markup
from forum.facilitation import actions as facilitation
from forum.topics import actions
from tests import factories as make
from tests.forum.test_injections import PAYLOADS, harmful

pytestmark = pytest.mark.django_db


@pytest.fixture
def titled(client):
    client.force_login(make.member())

    def ask(path: str, fragment: str = "") -> str:
        answer = client.get("/compose/title/", {"path": path, "fragment": fragment})
        return answer.json()["markdown"] if answer.status_code == 200 else ""

    return ask


def test_topics_and_posts(titled):
    topic = make.topic(title="Care work")
    make.post(topic, make.member(name="Ana"))
    page, pk = topic.get_absolute_url(), topic.pk
    named = f"[Care work, post 2 by Ana](/topics/{pk}/2)"
    assert titled(page) == f"[Care work]({page})"
    assert (
        titled(page, "post-2")
        == titled(f"/topics/{pk}/2")
        == titled(f"/topics/{pk}/posts/2/")
        == named
    )
    assert titled(page, "reply") == titled(page, "post-77") == f"[Care work]({page})"


def test_rooms_messages_and_themes(titled):
    theme = make.theme("care", name="Care")
    room = make.room(theme)
    make.message(room, make.member(name="Ana"))
    assert titled(f"/rooms/{room.pk}/") == f"[Chat room: Care](/rooms/{room.pk}/)"
    assert (
        titled(f"/rooms/{room.pk}/", "message-1") == f"[Care, message 1 by Ana](/rooms/{room.pk}/1)"
    )
    assert titled("/themes/care/") == "[Care](/themes/care/)"


@pytest.mark.parametrize(
    "path",
    ["", "/", "/about/", "/topics/999/1", "/nowhere", "//evil.example/", "x", "/topics/1/%00/"],
)
def test_other_addresses_have_no_title(titled, path):
    assert titled(path) == ""


def test_what_is_hidden_has_no_title(titled):
    chair = make.member()
    topic = make.topic(title="Secret", within=make.theme(facilitators=(chair,)))
    room = make.room(topic)
    facilitation.hide_topic(topic, chair, why="-")
    assert titled(topic.get_absolute_url()) == titled(f"/topics/{topic.pk}/1") == ""
    assert titled(room.get_absolute_url()) == ""


def test_no_words_of_a_post_are_in_its_title(titled):
    topic = make.topic(source="The secret word.")
    actions.delete(topic.posts.get(), topic.author)
    assert "secret" not in titled(f"/topics/{topic.pk}/1")


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
def test_a_title_stands_in_its_link_as_it_is(title):
    for render in (markup.render_post, markup.render_message):
        html = render(
            markup.markdown_link(title, "/topics/1/2"), profile_urls={"ana": "/members/ana/"}
        )
        (link,) = lxml.html.fromstring(f"<div>{html}</div>").iter("a")
        assert (link.text_content(), link.get("href")) == (title, "/topics/1/2")


def test_payloads_as_titles_make_inert_links():
    for payload in PAYLOADS[:: len(PAYLOADS) // 300]:
        title = markup.clean_line(payload)[:150]
        html = markup.render_post(markup.markdown_link(f"T {title}", "/topics/1/2"))
        assert harmful(html) == [], payload
