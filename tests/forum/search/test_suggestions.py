"""The search box suggests themes, members and topics while somebody types."""

import pytest

from collective_brain.web import rate_limits
from forum.search import tasks
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def no_requests_yet():
    rate_limits.clear_all_counts()


def test_names_with_words_that_begin_as_typed_are_suggested(client):
    theme = make.theme(name="Cooperatives")
    make.topic(within=theme, title="A cooperative bank")
    make.topic(within=theme, title="Cooperating, with care")
    make.member("coop.ana", name="Ana Cooper", listed_for="everyone")
    tasks.index_briefly_then_enqueue()
    answer = client.get("/search/suggest/", {"q": "coop"}).json()
    order = [
        answer["html"].index(name)
        for name in (">Cooperatives", "Ana Cooper", "Cooperating", "A coop")
    ]
    assert order == sorted(order) and answer["said"].startswith("4 suggestions")
    narrowed = client.get("/search/suggest/", {"q": "bank coop"}).json()["html"]
    assert narrowed.count("role=") == 1


def test_a_single_letter_and_unknown_words_suggest_nothing(client):
    for typed in ("", "c", "🙂", "zzz", '"', "*"):
        assert client.get("/search/suggest/", {"q": typed}).json()["html"].strip() == ""


def test_markup_in_a_title_is_shown_as_text(client):
    make.topic(title="<img src=x onerror=alert(1)> water")
    run_event_listeners()
    html = client.get("/search/suggest/", {"q": "water"}).json()["html"]
    assert "<img" not in html and "&lt;img" in html
