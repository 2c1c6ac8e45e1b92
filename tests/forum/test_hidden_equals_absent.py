"""Whoever may not see something learns nothing about it: the answers are those of nothing.

Each answer about a hidden topic, its room, their posts and messages, a closed account or a text
that was deleted is compared with the answer about something that never existed: status, headers,
page, links, counts and the number of queries, which stands for the time. tests/forum/search/
test_visibility.py does the same for searches.
"""

import difflib
import re
import uuid
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from accounts import actions as people
from accounts.models import Member
from collective_brain.web import rate_limits
from forum.chat import actions as chat
from forum.facilitation import actions as facilitation
from forum.private_notes import actions as private_notes
from forum.reports import actions as reports
from forum.topics import actions
from tests import factories as make
from tests.forum.search.searching import run_event_listeners
from tests.forum.test_rights import FORM, IN_A_TOPIC, NOT_ALLOWED, URLS

pytestmark = pytest.mark.django_db

OF_EACH = ("ETag", "X-Request-ID", "Content-Security-Policy", "Content-Length", "Expires")
RANDOM = re.compile(r'nonce="[^"]*"|name="(?:csrfmiddlewaretoken|nonce)" value="[^"]*"')
ABSENT = 999_999
NO_KEYS = {"topic": "/", "pk": 0, "room": 0, "handle": "nobody-has-this"}
MORE_URLS = (  # of the script, and of other packages, with the keys of a topic and of a room
    "/live/topic:{pk}/?since=0",
    "/live/room:{room}/?since=0",
    "/live/topic:{pk}/?first=1&last=9",
    "/compose/members/?q=a&line=topic:{pk}",
    "/compose/members/?q=a&line=room:{room}",
    "/compose/title/?path=/rooms/{room}/1/",
    "/search/?q=care&within=topic:{pk}",
    "/search/?q=care&within=room:{room}&order=newest",
    "/topics/{pk}/follow/",
    "/rooms/{room}/follow/",
)
SEEN = ("/following/seen/", ("topic:{pk}", "room:{room}"))


@pytest.fixture
def hidden() -> dict[str, object]:
    author, chair = make.member("author"), make.member("chair")
    theme = make.theme("care", facilitators=(chair,))
    topic = make.topic(author, within=theme, title="Care")
    actions.edit(topic.posts.get(), author, source="Better.", language="en", version=1)
    room = make.room(topic)
    make.message(room, author)
    run_event_listeners()
    facilitation.hide_topic(topic, chair, why="Advertising")
    run_event_listeners()
    return NO_KEYS | {"topic": topic.get_absolute_url(), "pk": topic.pk, "room": room.pk}


@pytest.fixture
def absent(hidden) -> dict[str, object]:
    url = str(hidden["topic"]).replace(f"/{hidden['pk']}/", f"/{ABSENT}/")
    return NO_KEYS | {"topic": url, "pk": ABSENT, "room": ABSENT}


@pytest.fixture
def readers() -> list[Client]:
    """A visitor, and a member who is no facilitator."""
    member = Client()
    member.force_login(make.member("other"))
    return [Client(), member]


def answer(reader: Client, method: str, url: str, keys: dict, form: dict | None = None, **headers):
    """All that a reader can compare, with the keys taken out of the page."""
    rate_limits.clear_all_counts()
    address = url.format(**keys)
    with CaptureQueriesContext(connection) as queries:
        response = getattr(reader, method)(address, form, headers=headers)
    kept = {name: value for name, value in response.headers.items() if name not in OF_EACH}
    page = RANDOM.sub("", response.content.decode())
    page = page.replace(response.headers.get("X-Request-ID", "\0"), "")
    spellings = {address, quote(address), quote(address, safe=""), escape(address)}
    spellings |= {
        f'value="topic:{keys["pk"]}"',
        f'value="room:{keys["room"]}"',
        str(keys["handle"]),
    }
    for spelling in sorted(spellings, key=len, reverse=True):
        page = page.replace(spelling, "ADDRESS")
        kept = {name: value.replace(spelling, "ADDRESS") for name, value in kept.items()}
    return response.status_code, kept, page, len(queries)


def compare(reader: Client, method: str, url: str, hidden: dict, absent: dict, *rest, **headers):
    answer(reader, method, url, absent, *rest, **headers)  # Fill the caches.
    answers = [answer(reader, method, url, keys, *rest, **headers) for keys in (hidden, absent)]
    pages = [page.split("\n") for _status, _headers, page, _count in answers]
    hidden_page, absent_page = pages
    difference = "\n".join(
        difflib.unified_diff(hidden_page, absent_page, "hidden", "absent", n=0, lineterm="")
    )
    assert answers[0] == answers[1], f"{method} {url} tells that it exists\n{difference}"


@pytest.mark.parametrize("name", IN_A_TOPIC)
def test_an_address_of_a_hidden_topic_answers_like_one_that_never_existed(
    name, hidden, absent, readers
):
    path, get, post, _visitor_post = URLS[name]
    form = FORM | {"nonce": str(uuid.uuid4())}
    for reader in readers:
        for headers in ({}, {"Accept": "application/json"}):
            if get != NOT_ALLOWED:
                compare(reader, "get", path, hidden, absent, **headers)
            if post != NOT_ALLOWED:
                compare(reader, "post", path, hidden, absent, form, **headers)


@pytest.mark.parametrize("url", MORE_URLS)
def test_what_names_a_hidden_topic_in_a_query_answers_like_nothing(url, hidden, absent, readers):
    for reader in readers:
        compare(reader, "get", url, hidden, absent)
        compare(reader, "post", url, hidden, absent, FORM | {"level": "watching"})


def test_reports_of_what_was_seen_and_drafts_tell_nothing(hidden, absent, readers):
    url, lines = SEEN
    for reader in readers:
        for line in lines:
            answers = [
                answer(reader, "post", url, keys, {"line": line.format(**keys), "number": "1"})
                for keys in (hidden, absent)
            ]
            assert answers[0] == answers[1], line


def test_a_closed_account_answers_like_a_handle_that_nobody_ever_had(readers):
    gone = make.member("quixotry")
    people.close_account(gone, by=gone)
    keys = [NO_KEYS | {"handle": handle} for handle in ("quixotry", "zymurgic")]
    for run_worker in (lambda: None, run_event_listeners):
        run_worker()
        for reader in readers:
            for url in (
                "/members/{handle}/",
                "/members/?q={handle}",
                "/search/?q=x&author={handle}",
            ):
                compare(reader, "get", url, *keys)


IN_A_CONVERSATION = (
    *("/notes/{pk}/", "/notes/{pk}/people/", "/notes/{pk}/1"),
    *("/notes/{pk}/2/", "/notes/{pk}/2/edit/", "/notes/{pk}/2/delete/", "/notes/{pk}/2/restore/"),
    *("/notes/{pk}/2/report/", "/notes/{pk}/leave/", "/notes/{pk}/mute/"),
    *("/live/note:{pk}/?since=0", "/live/note:{pk}/?first=1&last=9"),
)


def a_hidden_note():
    """The second note of a conversation of two, which an administrator hid after a report."""
    ana, ben = make.member("ana"), make.member("ben")
    boss = make.member("boss", is_staff=True, is_superuser=True)
    note = make.private_note(make.private_conversation(ana, ben), ben, "Secret quince.")
    reports.hide(reports.report(note, ana, why="Insult"), boss, why="Rude.")
    run_event_listeners()
    return note


@pytest.mark.parametrize("url", IN_A_CONVERSATION)
def test_a_private_conversation_with_a_hidden_note_answers_outsiders_like_none(url, readers):
    hidden = NO_KEYS | {"pk": a_hidden_note().private_conversation_id}
    absent = NO_KEYS | {"pk": ABSENT}
    boss = Client()
    boss.force_login(Member.objects.get(handle="boss"))
    form = FORM | {"nonce": str(uuid.uuid4())}
    visitor, member = readers
    compare(visitor, "get", url, hidden, absent)
    # A new visitor each time, because the session keeps the text that was sent.
    by_visitors = [answer(Client(), "post", url, keys, form) for keys in (absent, hidden, absent)]
    assert by_visitors[1] == by_visitors[2], "a visitor sees that it exists"
    for reader in (member, boss):
        compare(reader, "get", url, hidden, absent)
        compare(reader, "post", url, hidden, absent, form)


def test_the_others_see_of_a_hidden_note_what_they_see_of_a_hidden_message():
    note = a_hidden_note()
    chair = make.member("chair")
    room = make.room(make.topic(within=make.theme(facilitators=(chair,))))
    make.message(room)
    message = make.message(room, note.author, "Secret quince.")
    chat.hide(message, chair, why="Rude.")
    run_event_listeners()
    reader = Client()
    reader.force_login(Member.objects.get(handle="ana"))
    pages = [
        (reader.get(item.conversation.get_absolute_url()).content.decode(), name)
        for item, name in ((message, "message"), (note, "note"))
    ]
    tombstones = []
    for page, name in pages:
        assert "quince" not in page and "Rude." not in page
        [tombstone] = re.findall(rf'<li\s+class="[^"]*"\s+id="{name}-2".*?</li>', page, re.DOTALL)
        tombstones.append(
            re.sub(r'href="[^"]*"|data-mark="\d+"|an administrator|a facilitator', "", tombstone)
            .replace(f'id="{name}-2"', "")
            .replace(f"This {name} was", "This was")
        )
    assert tombstones[0] == tombstones[1]
    for url in (message.own_page_url, note.own_page_url):
        page = reader.get(url).content.decode()
        assert "quince" not in page and "Rude." not in page
    frames = reader.get(f"/live/note:{note.private_conversation_id}/?since=0").content.decode()
    assert "quince" not in frames and "Rude." not in frames


@pytest.mark.parametrize("as_script", [False, True], ids=["page", "script"])
def test_the_text_of_a_deleted_post_cannot_be_guessed(as_script):
    """An edit with exactly the deleted text was answered 201, and every other one 422."""
    author, chair, other = make.member(), make.member(), make.member()
    topic = make.topic(author, within=make.theme(facilitators=(chair,)))
    room = make.room(topic)
    gone = [make.post(topic, author, "Secret."), make.post(topic, author, "Secret.")]
    said = [make.message(room, author, "Secret."), make.message(room, author, "Secret.")]
    boss = make.member(is_staff=True, is_superuser=True)
    conversation = make.private_conversation(author, other, chair, source="Good evening.")
    told = [make.private_note(conversation, author, "Secret.") for _twice in range(2)]
    actions.delete(gone[0], author)
    actions.hide(gone[1], chair, why="Rude.")
    chat.delete(said[0], author)
    chat.hide(said[1], chair, why="Rude.")
    private_notes.delete(told[0], author)
    reports.hide(reports.report(told[1], other, why="Rude."), boss, why="Rude.")
    headers = {"Accept": "application/json"} if as_script else {}
    for member in (other, author, chair):
        reader = Client()
        reader.force_login(member)
        for removed in (*gone, *said, *told):
            forms = [
                FORM | {"source": source, "version": version, "language": "en"}
                for source in ("Secret.", "Guess.")
                for version in ("1", "2")
            ]
            url = f"{removed.own_page_url}edit/"
            answer(reader, "post", url, NO_KEYS, forms[1], **headers)  # Fill the caches.
            answers = [answer(reader, "post", url, NO_KEYS, form, **headers) for form in forms]
            pages = [
                (status, rest, re.sub(r"Secret\.|Guess\.|value=\"[12]\"", "", page), count)
                for status, rest, page, count in answers
            ]
            assert len({status for status, *_rest in answers}) == 1
            assert all(page == pages[0] for page in pages), removed
            assert answers[0][0] == 422
