"""The search page: its URL holds the search, and it loses neither results nor what was typed."""

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
def no_requests_yet():
    rate_limits.clear_all_counts()


def write_topics(count: int, word: str = "water") -> list[int]:
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


def topics_on_all_pages(client, url: str) -> list[int]:
    """Their primary keys, in the order of the pages."""
    seen: list[int] = []
    while url:
        page = client.get(f"/search/{url}")
        seen += [group.target.pk for group in page.context["results"].groups]
        url = page.context["next"]
    return seen


@pytest.mark.parametrize("order", ["", "&order=newest"])
def test_the_pages_together_show_each_topic_once(client, order, monkeypatch):
    monkeypatch.setattr(searches, "ENTRIES_PER_PAGE", 7)
    written = write_topics(25)
    seen = topics_on_all_pages(client, f"?q=water{order}")
    assert len(seen) == len(written) and set(seen) == set(written)
    if order:
        assert seen == written


def test_a_search_for_a_common_word_compares_the_newest_and_links_to_all(client, monkeypatch):
    monkeypatch.setattr(searches, "MAX_CANDIDATES", dict.fromkeys(searches.MAX_CANDIDATES, 5))
    monkeypatch.setattr(searches, "MAX_TITLE_CANDIDATES", 5)
    written = write_topics(12)
    page = client.get("/search/?q=water")
    assert {group.target.pk for group in page.context["results"].groups} == set(written[:5])
    assert "order=newest" in page.context["newest_url"] and b"only recent results" in page.content
    assert topics_on_all_pages(client, page.context["newest_url"]) == written


def test_a_topic_shows_its_best_posts_and_a_link_to_all(client):
    topic = make.topic(title="Board")
    for number in range(5):
        make.post(topic, source=f"Rotation {number}.")
    make.post(make.topic(), source="Rotation elsewhere.")
    run_event_listeners()
    page = client.get("/search/?q=rotation")
    group = next(group for group in page.context["results"].groups if title(group) == "Board")
    assert (len(group.items), group.hidden_hit_count) == (3, 2)
    more = {title(group): url for group, url in page.context["groups"]}["Board"]
    everything = client.get(f"/search/{more}").context["results"].groups
    assert [title(group) for group in everything] == ["Board"] and len(everything[0].items) == 5


def test_the_form_keeps_the_query_and_the_filters(client):
    topic = make.topic(title="Water", language="fr")
    run_event_listeners()
    parameters = {
        "q": 'water "so"',
        "theme": topic.theme.slug,
        "language": "fr",
        "author": topic.author.handle,
        "until": "2030-01-01",
    }
    page = client.get("/search/", parameters)
    form = page.context["form"]
    assert {name: form[name].value() for name in parameters} == parameters
    assert len(form.active_filters) == 4


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"since": "yesterday"}, "Enter a valid date."),
        (
            {"since": "2026-02-02", "until": "2026-01-01"},
            "The “until” date is before the “from” date.",
        ),
        ({"author": "nobody.at.all"}, "Nobody here has this name or username."),
        ({"theme": "nowhere"}, "Select a valid choice."),
    ],
)
def test_a_wrong_filter_shows_an_error_and_filters_nothing(client, parameters, sentence):
    make.topic(title="Water")
    run_event_listeners()
    page = client.get("/search/", {"q": "water", **parameters})
    assert sentence in page.content.decode()
    assert [title(group) for group in page.context["results"].groups] == ["Water"]


@pytest.mark.parametrize("typed", ["joão", "Joao", "João (demo)", "@demo.JOAO"])
def test_an_author_is_found_by_the_beginning_of_the_name_and_by_username(client, typed):
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
def test_a_wrong_day_comes_back_in_a_text_input(client, day, kind):
    page = client.get("/search/", {"q": "water", "since": day})
    since = str(page.context["form"]["since"])
    assert f'type="{kind}"' in since and (not day or f'value="{day}"' in since)


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "word " * 2_000},
        {"q": "🙂"},
        {"since": "0001-01-01", "until": "9999-12-31"},
        {"q": "-water"},
        {"within": "topic:999999999999999999"},
        {"order": "newest"},
        {"q": "water", "order": "x"},
    ],
)
def test_unusual_queries_have_a_page(client, parameters):
    make.topic(title="Water")
    run_event_listeners()
    assert client.get("/search/", parameters).status_code == 200


@pytest.mark.parametrize("key", ["x", "1", "1.2.3", "1.x", "9" * 30 + ".1", "-1.1"])
def test_a_wrong_page_key_is_not_a_server_error(client, key):
    make.topic(title="Water")
    run_event_listeners()
    for order in ("", "newest"):
        answer = client.get("/search/", {"q": "water", "after": key, "order": order})
        assert answer.status_code in (200, 404)


def test_the_page_says_that_a_query_was_cut(client):
    assert b"This is a long search." in client.get("/search/", {"q": "word " * 100}).content
    assert b"This is a long search." not in client.get("/search/", {"q": "word"}).content
    assert b"Enter at least one word" in client.get("/search/", {"q": "🙂"}).content


def test_a_page_costs_few_queries_regardless_of_the_number_of_results(client, capsys):
    costs = []
    for _ in range(2):
        write_topics(12)
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


def test_too_many_searches_have_to_wait(client, settings):
    settings.LIMITS = {**settings.LIMITS, "search": ["2/minute"]}
    answers = [client.get("/search/?q=water") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].context["form"]["q"].value() == "water"
    assert client.get("/search/").status_code == 200
