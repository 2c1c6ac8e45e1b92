"""A search for a word of something hidden, deleted or unlisted equals a search for no word at all.

Each test compares the whole answer for a word that only hidden rows contain with the answer for a
word that no row has ever contained: status, headers, page, links, counts and number of queries.
"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import actions as people
from accounts.models import Member
from collective_brain.web import rate_limits
from forum.chat import actions as chat
from forum.facilitation import actions as facilitation
from forum.search import searches, similar_titles, suggestions
from forum.topics import actions
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.usefixtures("database")

GONE, NEVER = "quixotry", "zymurgic"  # both have 8 letters
OF_EACH = ("ETag", "X-Request-ID", "Content-Security-Policy")  # different for each answer
URLS = (
    "/search/?q={word}",
    "/search/?q=water+{word}",
    '/search/?q="water+{word}"',
    "/search/?q=water+-{word}",
    "/search/?q={word}&order=newest",
    "/search/?q=water+{word}&order=newest",
    "/search/?q={word}&kind=topic&order=newest",
    "/search/?q={word}&kind=post",
    "/search/?q={word}&kind=message&order=newest",
    "/search/?q={word}&kind=member",
    "/search/?q={word}&theme=care&order=newest",
    "/search/?q={word}&language=en&community=practitioner",
    "/search/?q={word}&since=2001-01-01&until=2999-01-01&order=newest",
    "/search/?q={word}&within=topic:{topic}&order=newest",
    "/search/?q={word}&within=room:{room}&order=newest",
    "/search/suggest/?q={word}",
    "/search/suggest/?q={prefix}",
    "/search/suggest/?q=water+{word}",
    "/compose/topics/?q={word}",
    "/compose/topics/?q=water+{prefix}",
    "/compose/similar/?title=water+{word}",
    "/compose/similar/?title={word}",
)


@pytest.fixture(autouse=True)
def small_limits(monkeypatch):
    """Every limit is 2, so that few hidden rows are enough to pass it."""
    monkeypatch.setattr(searches, "ENTRIES_PER_PAGE", 2)
    monkeypatch.setattr(searches, "GROUPS_PER_PAGE", 2)
    monkeypatch.setattr(searches, "MAX_CANDIDATES", dict.fromkeys(searches.MAX_CANDIDATES, 2))
    monkeypatch.setattr(searches, "MAX_TITLE_CANDIDATES", 2)
    monkeypatch.setattr(similar_titles, "MAX_CANDIDATES", 2)
    monkeypatch.setattr(suggestions, "MAX_CANDIDATES", 2)


def a_site_with_hidden_things() -> dict[str, int]:
    """Two visible topics about water, and the word GONE only in what nobody may find."""
    chair = make.member("chair", listed_for="nobody")
    care = make.theme("care", facilitators=(chair,))
    topic = make.topic(within=care, title="Water", source="Water for all.")
    make.topic(within=care, title="More water", source="Water again.")
    room = make.room(topic)
    for _copy in range(3):
        hidden = make.topic(within=care, title=f"Water {GONE}", source=f"Water {GONE}.")
        make.post(hidden, source=f"Water {GONE}, too.")
        make.message(make.room(hidden), source=f"{GONE} in the room.")
        facilitation.hide_topic(hidden, chair, why="Advertising")
        make.member(listed_for="nobody", name=GONE.title())
        closed = make.member(f"{GONE}.{_copy}", listed_for="everyone", name=GONE)
        deleted, by_chair = make.post(topic, source=GONE), make.post(topic, source=f"{GONE}!")
        message = make.message(room, source=f"Water {GONE}.")
        run_event_listeners()  # All of it is in the index now.
        actions.delete(deleted, deleted.author)
        actions.hide(by_chair, chair, why="Advertising")
        chat.delete(message, message.author)
        people.close_account(closed, by=closed)
    first = make.topic(within=care, title="First", source=f"Water {GONE}.")
    run_event_listeners()
    actions.delete(first.posts.get(), first.author)
    return {"topic": topic.pk, "room": room.pk}


def answer(client: Client, url: str, word: str, keys: dict[str, int]) -> tuple:
    """All that a reader can compare, with the word taken out."""
    rate_limits.clear_all_counts()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url.format(word=word, prefix=word[:4], **keys))
    headers = {name: value for name, value in response.headers.items() if name not in OF_EACH}
    page = re.sub(rf"{word}|{word[:4]}", "WORD", response.content.decode())
    page = re.sub(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="\w+"', "", page)
    return response.status_code, headers, page, len(queries)


@pytest.mark.parametrize(
    "worker_has_run",
    [
        pytest.param(False, id="at once", marks=pytest.mark.whole_on("postgres")),
        pytest.param(True, id="after the worker", marks=pytest.mark.whole_on("sqlite")),
    ],
)
def test_a_word_of_hidden_things_answers_like_a_word_that_was_never_written(client, worker_has_run):
    keys = a_site_with_hidden_things()
    if worker_has_run:
        run_event_listeners()
    member = Client()
    member.force_login(make.member("reader"))
    for reader in (client, member):
        for url in URLS:
            answer(reader, url, NEVER, keys)  # Fill the caches.
            gone, never = answer(reader, url, GONE, keys), answer(reader, url, NEVER, keys)
            assert gone == never, f"{url} tells that {GONE} was written"


def test_its_facilitators_still_find_all_of_a_hidden_topic(client, monkeypatch):
    a_site_with_hidden_things()
    run_event_listeners()
    client.force_login(Member.objects.get(handle="chair"))
    page = client.get(f"/search/?q={GONE}&order=newest")
    assert page.context["results"].groups and page.context["next"]
