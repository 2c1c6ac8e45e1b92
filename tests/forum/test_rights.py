"""Every address, by whom it may be used: nothing is open that should not be (decision 10)."""

import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from forum.facilitation import actions as facilitation
from forum.topics import actions
from tests import factories as make

pytestmark = pytest.mark.django_db

OK, TO_SIGN_IN, FORBIDDEN, GONE, NOT_SO, REFUSED = 200, 302, 403, 404, 405, 422
FORM = {
    "nonce": str(uuid.uuid4()),
    "source": "Text.",
    "title": "T",
    "language": "en",
    "why": "-",
    "version": "1",
}

# What a member who is no author and no facilitator gets on GET and on POST, and a visitor on POST.
# An address that is not here fails the last test: whoever adds one says who may use it.
ADDRESSES = {
    "pages:home": ("/", OK, NOT_SO, NOT_SO),
    "pages:about": ("/about/", OK, NOT_SO, NOT_SO),
    "pages:rules": ("/rules/", OK, NOT_SO, NOT_SO),
    "pages:privacy": ("/privacy/", OK, NOT_SO, NOT_SO),
    "pages:help": ("/help/", OK, NOT_SO, NOT_SO),
    "pages:writing": ("/help/writing/", OK, NOT_SO, NOT_SO),
    "pages:following": ("/help/following/", OK, NOT_SO, NOT_SO),
    "pages:chat": ("/help/chat/", OK, NOT_SO, NOT_SO),
    "pages:offline": ("/help/offline/", OK, NOT_SO, NOT_SO),
    "pages:screen_reader": ("/help/screen-reader/", OK, NOT_SO, NOT_SO),
    "pages:markdown": ("/help/markdown/", OK, NOT_SO, NOT_SO),
    "pages:directory": ("/members/", OK, NOT_SO, NOT_SO),
    "pages:keyboard": ("/help/keyboard/", OK, NOT_SO, NOT_SO),
    # A 302 leads back to the page before.
    "pages:display_preferences": ("/settings/page/", OK, TO_SIGN_IN, TO_SIGN_IN),
    "pages:member": ("/members/author/", OK, NOT_SO, NOT_SO),
    "themes:list": ("/themes/", OK, NOT_SO, NOT_SO),
    "topics:theme": ("/themes/care/", OK, NOT_SO, NOT_SO),
    "topics:latest": ("/themes/care/posts/", OK, NOT_SO, NOT_SO),
    "topics:start": ("/themes/care/start/", OK, TO_SIGN_IN, TO_SIGN_IN),
    "topics:preview": ("/preview/", NOT_SO, OK, OK),
    "topics:topic": ("{topic}", OK, NOT_SO, NOT_SO),
    "topics:post_at": ("/topics/{pk}/1", TO_SIGN_IN, NOT_SO, NOT_SO),
    "topics:post_at_slug": ("{topic}1", TO_SIGN_IN, NOT_SO, NOT_SO),
    "topics:go": ("{topic}go/", REFUSED, NOT_SO, NOT_SO),
    "topics:summary": ("{topic}summary/", OK, NOT_SO, NOT_SO),
    "topics:reply": ("/topics/{pk}/reply/", TO_SIGN_IN, TO_SIGN_IN, TO_SIGN_IN),
    "topics:post": ("/topics/{pk}/posts/1/", OK, NOT_SO, NOT_SO),
    "topics:post_slug": ("{topic}posts/1/", OK, NOT_SO, NOT_SO),
    "topics:edit": ("/topics/{pk}/posts/1/edit/", FORBIDDEN, REFUSED, TO_SIGN_IN),
    "topics:delete": ("/topics/{pk}/posts/1/delete/", NOT_SO, REFUSED, TO_SIGN_IN),
    "topics:hide": ("/topics/{pk}/posts/1/hide/", NOT_SO, REFUSED, TO_SIGN_IN),
    "topics:unhide": ("/topics/{pk}/posts/1/unhide/", NOT_SO, REFUSED, TO_SIGN_IN),
    "topics:report": ("/topics/{pk}/posts/1/report/", NOT_SO, TO_SIGN_IN, TO_SIGN_IN),
    "revisions:compare": ("/topics/{pk}/posts/1/versions/", FORBIDDEN, NOT_SO, NOT_SO),
    "revisions:hide": (
        "/topics/{pk}/posts/1/versions/1/hide/",
        NOT_SO,
        FORBIDDEN,
        TO_SIGN_IN,
    ),
    "revisions:unhide": (
        "/topics/{pk}/posts/1/versions/1/unhide/",
        NOT_SO,
        FORBIDDEN,
        TO_SIGN_IN,
    ),
    "facilitation:manage": ("/topics/{pk}/manage/", FORBIDDEN, NOT_SO, NOT_SO),
    "facilitation:pin": ("/topics/{pk}/pin/", NOT_SO, FORBIDDEN, TO_SIGN_IN),
    "facilitation:close": ("/topics/{pk}/close/", NOT_SO, FORBIDDEN, TO_SIGN_IN),
    "facilitation:retitle": ("/topics/{pk}/retitle/", NOT_SO, FORBIDDEN, TO_SIGN_IN),
    "facilitation:move": ("/topics/{pk}/move/", NOT_SO, FORBIDDEN, TO_SIGN_IN),
    "facilitation:hide_topic": ("/topics/{pk}/hide/", NOT_SO, FORBIDDEN, TO_SIGN_IN),
    "facilitation:unhide_topic": ("/topics/{pk}/unhide/", NOT_SO, FORBIDDEN, TO_SIGN_IN),
    "chat:theme_room": ("/themes/care/room/", TO_SIGN_IN, NOT_SO, NOT_SO),
    "chat:topic_room": ("/topics/{pk}/room/", TO_SIGN_IN, NOT_SO, NOT_SO),
    "chat:room": ("/rooms/{room}/", OK, NOT_SO, NOT_SO),
    "chat:here": ("/rooms/{room}/here/", OK, NOT_SO, NOT_SO),
    "chat:say": ("/rooms/{room}/say/", TO_SIGN_IN, TO_SIGN_IN, TO_SIGN_IN),
    "chat:message_at": ("/rooms/{room}/1", TO_SIGN_IN, NOT_SO, NOT_SO),
    "chat:message": ("/rooms/{room}/1/", OK, NOT_SO, NOT_SO),
    "chat:edit": ("/rooms/{room}/1/edit/", FORBIDDEN, REFUSED, TO_SIGN_IN),
    "chat:delete": ("/rooms/{room}/1/delete/", NOT_SO, REFUSED, TO_SIGN_IN),
    "chat:hide": ("/rooms/{room}/1/hide/", NOT_SO, REFUSED, TO_SIGN_IN),
    "chat:unhide": ("/rooms/{room}/1/unhide/", NOT_SO, REFUSED, TO_SIGN_IN),
    "chat:report": ("/rooms/{room}/1/report/", NOT_SO, TO_SIGN_IN, TO_SIGN_IN),
    "search:search": ("/search/", OK, NOT_SO, NOT_SO),
    "search:suggest": ("/search/suggest/", OK, NOT_SO, NOT_SO),
    "composing:members": ("/compose/members/?q=a&line=topic:1", OK, NOT_SO, NOT_SO),
    "composing:topics": ("/compose/topics/?q=care", OK, NOT_SO, NOT_SO),
    "composing:similar": ("/compose/similar/?title=care", OK, NOT_SO, NOT_SO),
    "composing:title": ("/compose/title/?path={topic}", OK, NOT_SO, NOT_SO),
    "live:catch_up": ("/live/topic:{pk}/", OK, NOT_SO, NOT_SO),
    "healthz": ("/healthz", OK, NOT_SO, NOT_SO),
    "worker": ("/sw.js", OK, NOT_SO, NOT_SO),
    "offline": ("/offline/", OK, NOT_SO, NOT_SO),
    "manifest": ("/manifest.webmanifest", OK, NOT_SO, NOT_SO),
    "favicon": ("/favicon.ico", TO_SIGN_IN, NOT_SO, NOT_SO),
    "set_language": ("/language/", NOT_SO, TO_SIGN_IN, TO_SIGN_IN),
}
ELSEWHERE = (
    "account",
    "mfa_",
    "drafts",
    "members",
    "following",
    "notifications",
    "admin",
)  # their own tests say who may
HIDDEN_WITH_A_TOPIC = [name for name, (path, *_rest) in ADDRESSES.items() if "{" in path]


@pytest.fixture
def place():
    """A topic and its room in the theme "care", with a message; the fields of the addresses."""
    author, chair = make.member("author"), make.member("chair")
    topic = make.topic(author, within=make.theme("care", facilitators=(chair,)), title="Care")
    actions.edit(topic.posts.get(), author, source="Better.", language="en", version=1)
    room = make.room(topic)
    make.message(room, author)
    return {
        "topic": topic.get_absolute_url(),
        "pk": topic.pk,
        "room": room.pk,
        "it": topic,
        "chair": chair,
    }


@pytest.fixture
def member(client) -> Client:
    client.force_login(make.member("other"))
    return client


@pytest.mark.parametrize("name", ADDRESSES)
def test_who_may_use_an_address(name, place, member):
    path, get, post, visitor_post = ADDRESSES[name]
    address = path.format(**place)
    form = {**FORM, "nonce": str(uuid.uuid4()), "source": FORM["source"] + str(uuid.uuid4())}
    assert Client().post(address, form).status_code == visitor_post
    assert member.get(address).status_code == get
    assert member.post(address, form).status_code == post


@pytest.mark.parametrize("name", HIDDEN_WITH_A_TOPIC)
def test_a_hidden_topic_does_not_exist_for_others(name, place, member):
    facilitation.hide_topic(place["it"], place["chair"], why="Advertising")
    path, get, post, visitor_post = ADDRESSES[name]
    address = path.format(**place)
    if get != NOT_SO:
        assert [client.get(address).status_code for client in (member, Client())] == [GONE, GONE]
    if post != NOT_SO:
        assert [client.post(address, FORM).status_code for client in (member, Client())] == [
            GONE,
            GONE,
        ]


def test_every_address_is_named_above():
    def names(patterns, prefix=""):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                space = f"{pattern.namespace}:" if pattern.namespace else prefix
                yield from names(pattern.url_patterns, space)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield prefix + pattern.name

    known = (*ADDRESSES, "readyz")
    unnamed = [
        n
        for n in names(get_resolver().url_patterns)
        if n not in known and not n.startswith(ELSEWHERE)
    ]
    assert unnamed == []
