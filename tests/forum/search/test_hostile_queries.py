"""A query is text: it causes no error, contains no operator, and runs no script."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collective_brain.web import rate_limits
from forum.search.query_parser import MAX_WORDS, parse_query
from tests import factories as make
from tests.forum.search.searching import found_titles, run_event_listeners, search
from tests.forum.test_injections import PAYLOADS, harmful

STRANGE = [
    '"', '""', '"open', "-", "--", "-\"", "'", "a'b", "\\", "%", "_", "*", "(a", "a)", "-a -b",
    "a AND b", "a OR b", "NOT a", "NEAR(a b, 3)", "title : a", "{title} : a", "rowid", "a*", "a^2",
    "^a", "a & b", "a | !b", "a <-> b", "a:*", "a:A", "ß", "enßcooper", "ßtopic",
    "\x00", "a\x00b", "�", "🙂🙂", "….…", "\u202eabc", "\ud800", "1e309",
    "a" * 10_000, '"a ' * 3_000, "word " * 2_000,
]  # fmt: skip


@pytest.fixture(autouse=True)
def _topic_to_find(database):
    make.topic(title="A and B", source="Text a b. Abc ss.")
    run_event_listeners()


def test_strange_queries_cause_no_error():
    for typed in STRANGE:
        search(typed)
        assert len(parse_query(typed).terms) <= MAX_WORDS


def test_operators_of_the_databases_are_words():
    assert found_titles("a AND b") == ["A and B"]
    assert found_titles("title : a") == found_titles("NOT abc") == []
    assert found_titles("ßtopic") == found_titles("enßcooper") == []
    assert found_titles("ß") == ["A and B"]


def test_payloads_in_a_query_are_inert(client, sample):
    rate_limits.clear_all_counts()
    for payload in sample(PAYLOADS, 4):
        parse_query(payload)
    for payload in sample(PAYLOADS[::40], 6):
        page = client.get(
            "/search/", {"q": payload, "author": payload, "theme": payload, "since": payload}
        )
        assert page.status_code == 200 and harmful(page.content.decode()) == [], payload
        rate_limits.clear_all_counts()


@given(st.text(max_size=80))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_can_be_searched_for(typed):
    search(typed)
    search(f'"{typed}" -{typed}')


def test_all_words_together_are_limited_also_those_of_a_phrase():
    """A phrase of 140 words cost 7.7 s of CPU in texts that repeat its word."""
    query = parse_query('"' + "7 " * 140 + '" -"8 8" 9')
    assert [len(term.words) for term in query.terms] == [MAX_WORDS] and query.is_cut
    query = parse_query('water "a b c d" "e f g h" land rain')
    assert [term.words for term in query.terms][-2:] == [("e", "f", "g", "h"), ("land",)]
    assert query.is_cut and not parse_query('water "a b c d"').is_cut
