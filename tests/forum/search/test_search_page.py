"""The search page: its state is its address, it loses no result and no word typed, and costs few queries."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collective_brain.web import rate_limits
from forum.search import searches
from tests import factories as make
from tests.forum.search.searching import run_event_listeners, title

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def fresh_limits():
    rate_limits.clear_all_counts()


def many_topics(count: int, word: str = "water") -> list[int]:
    theme, ana, now = make.theme(), make.member(), timezone.now()
    topics = [
        make.topic(
            ana,
            within=theme,
            title=f"{word.title()} {number}",
            source=f"{word} " * (number % 4 + 1),
            at=now - timedelta(hours=number),
        )
        for number in range(count)
    ]
    run_event_listeners()
    return [topic.pk for topic in topics]


def walk(client, address: str) -> list[int]:
    """The topics on all pages, in order."""
    seen: list[int] = []
    while address:
        page = client.get(f"/search/{address}")
        seen += [group.place.pk for group in page.context["results"].groups]
        address = page.context["next"]
    return seen


@pytest.mark.parametrize("order", ["", "&order=newest"])
def test_the_pages_lose_nothing_and_repeat_nothing(client, order, monkeypatch):
    monkeypatch.setattr(searches, "ENTRIES_PER_PAGE", 7)
    made = many_topics(25)
    seen = walk(client, f"?q=water{order}")
    assert len(seen) == len(made) and set(seen) == set(made)
    if order:
        assert seen == made


def test_of_common_words_the_newest_are_compared_and_the_rest_is_a_link_away(client, monkeypatch):
    monkeypatch.setattr(searches, "MAX_CANDIDATES", dict.fromkeys(searches.MAX_CANDIDATES, 5))
    monkeypatch.setattr(searches, "MAX_TITLE_CANDIDATES", 5)
    made = many_topics(12)
    page = client.get("/search/?q=water")
    assert {group.place.pk for group in page.context["results"].groups} == set(made[:5])
    assert (
        "order=newest" in page.context["newest_url"] and b"only the newest entries" in page.content
    )
    assert walk(client, page.context["newest_url"]) == made


def test_a_topic_shows_its_best_posts_and_the_way_to_all(client):
    topic = make.topic(title="Board")
    for number in range(5):
        make.post(topic, source=f"Rotation {number}.")
    make.post(make.topic(), source="Rotation elsewhere.")
    run_event_listeners()
    page = client.get("/search/?q=rotation")
    group = next(group for group in page.context["results"].groups if title(group) == "Board")
    assert (len(group.found), group.more) == (3, 2)
    more = {title(group): url for group, url in page.context["groups"]}["Board"]
    everything = client.get(f"/search/{more}").context["results"].groups
    assert [title(group) for group in everything] == ["Board"] and len(everything[0].found) == 5


def test_the_form_keeps_what_was_asked(client):
    topic = make.topic(title="Water", language="fr")
    run_event_listeners()
    asked = {
        "q": 'water "so"',
        "theme": topic.theme.slug,
        "language": "fr",
        "author": topic.author.handle,
        "until": "2030-01-01",
    }
    page = client.get("/search/", asked)
    form = page.context["form"]
    assert {name: form[name].value() for name in asked} == asked
    assert len(form.chosen) == 4


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"since": "yesterday"}, "Enter a valid date."),
        ({"since": "2026-02-02", "until": "2026-01-01"}, "This day is before the first one."),
        ({"author": "nobody.at.all"}, "Nobody here has this name or handle."),
        ({"theme": "nowhere"}, "Select a valid choice."),
    ],
)
def test_a_wrong_filter_is_said_and_nothing_is_lost(client, asked, sentence):
    make.topic(title="Water")
    run_event_listeners()
    page = client.get("/search/", {"q": "water", **asked})
    assert sentence in page.content.decode()
    assert [title(group) for group in page.context["results"].groups] == ["Water"]


@pytest.mark.parametrize("typed", ["joão", "Joao", "João (demo)", "@demo.JOAO"])
def test_an_author_is_found_by_the_beginning_of_a_name_and_by_handle(client, typed):
    joao = make.member("demo.joao", name="João (demo)")
    make.topic(joao, title="Water")
    make.topic(title="Water of others")
    run_event_listeners()
    page = client.get("/search/", {"q": "water", "author": typed})
    assert [title(group) for group in page.context["results"].groups] == ["Water"]


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("", "date"),
        ("2026-02-02", "date"),
        ("yesterday", "text"),
        ("2026-02-31", "text"),
        ("2026-2-2", "text"),
    ],
)
def test_what_is_no_day_comes_back_where_it_can_be_seen(client, day, kind):
    page = client.get("/search/", {"q": "water", "since": day})
    since = str(page.context["form"]["since"])
    assert f'type="{kind}"' in since and (not day or f'value="{day}"' in since)


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "word " * 2_000},
        {"q": "🙂"},
        {"q": "\x00", "author": "\x00"},
        {"since": "0001-01-01", "until": "9999-12-31"},
        {"q": "-water"},
        {"within": "topic:999999999999999999"},
        {"order": "newest"},
        {"q": "water", "order": "x"},
    ],
)
def test_odd_questions_have_a_page(client, asked):
    make.topic(title="Water")
    run_event_listeners()
    assert client.get("/search/", asked).status_code == 200


@pytest.mark.parametrize("key", ["x", "1", "1.2.3", "1.x", "9" * 30 + ".1", "-1.1"])
def test_a_key_that_is_none_is_not_found(client, key):
    make.topic(title="Water")
    run_event_listeners()
    for order in ("", "newest"):
        answer = client.get("/search/", {"q": "water", "after": key, "order": order})
        assert answer.status_code in (200, 404)


def test_what_is_cut_is_said(client):
    assert b"This is a long search." in client.get("/search/", {"q": "word " * 100}).content
    assert b"This is a long search." not in client.get("/search/", {"q": "word"}).content
    assert b"There is no word" in client.get("/search/", {"q": "🙂"}).content


def test_a_page_costs_few_queries_however_much_is_found(client, capsys):
    costs = []
    for _ in range(2):
        many_topics(12)
        topic = make.topic(title="Water")
        for _post in range(4):
            make.post(topic, source="Water.")
            make.message(make.room(topic), source="Water.")
        run_event_listeners()
        client.get("/search/?q=water")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/search/?q=water").status_code == 200
        costs.append(len(captured))
    with capsys.disabled():
        print(f"\nqueries of a visitor's search page, 14 and 28 topics found: {costs}")
    assert costs[0] == costs[1] <= 12


def test_too_many_searches_wait(client, settings):
    settings.LIMITS = {**settings.LIMITS, "search": ["2/minute"]}
    answers = [client.get("/search/?q=water") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].context["form"]["q"].value() == "water"
    assert client.get("/search/").status_code == 200


class TestSuggestions:
    def test_themes_members_and_topics_by_how_their_names_begin(self, client):
        theme = make.theme(name="Cooperatives")
        make.topic(within=theme, title="A cooperative bank")
        make.topic(within=theme, title="Cooperating, with care")
        make.member("coop.ana", name="Ana Cooper", listed_for="everyone")
        from forum.search import tasks

        tasks.index_missing_rows()
        answer = client.get("/search/suggest/", {"q": "coop"}).json()
        order = [
            answer["html"].index(name)
            for name in (">Cooperatives", "Ana Cooper", "Cooperating", "A coop")
        ]
        assert order == sorted(order) and answer["said"].startswith("4 suggestions")
        one = client.get("/search/suggest/", {"q": "bank coop"}).json()["html"]
        assert one.count("role=") == 1

    def test_one_letter_and_nothing_to_say(self, client):
        for typed in ("", "c", "🙂", "zzz", "\x00", '"', "*"):
            assert client.get("/search/suggest/", {"q": typed}).json()["html"].strip() == ""

    def test_a_title_is_shown_as_text(self, client):
        make.topic(title="<img src=x onerror=alert(1)> water")
        run_event_listeners()
        html = client.get("/search/suggest/", {"q": "water"}).json()["html"]
        assert "<img" not in html and "&lt;img" in html


class TestTopicsLike:
    def test_the_most_alike_first_and_at_most_five(self):
        like = make.topic(title="Savings groups and credit unions")
        for number in range(6):
            make.topic(title=f"Savings in unions, {number}")
        other = make.topic(title="Savings")
        run_event_listeners()
        found = searches.topics_with_similar_titles(
            "When does a savings group become a credit union?", make.member(), "en"
        )
        assert found[0] == like and len(found) == 5 and other not in found

    def test_a_title_without_words_is_like_nothing(self):
        assert searches.topics_with_similar_titles("the of …", make.member(), "en") == []
        assert searches.topics_with_similar_titles(f"{uuid.uuid4()}", make.member(), "en") == []
