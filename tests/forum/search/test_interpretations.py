"""A search that finds little looks for more: other words, longer words, corrected words."""

import pytest

from accounts.choices import Audience
from forum.facilitation import actions as facilitation
from forum.search import interpretations
from forum.search.glossary import MAX_VARIANTS
from forum.search.query_parser import parse_query
from forum.topics import actions
from tests import factories as make
from tests.forum.search.searching import found_titles, run_event_listeners, search, titles

pytestmark = pytest.mark.usefixtures("database")


def write(title: str, source: str = "Nothing.", language: str = "en", **fields):
    topic = make.topic(title=title, source=source, language=language, **fields)
    run_event_listeners()
    return topic


def page(client, typed: str) -> str:
    return " ".join(client.get("/search/", {"q": typed}).content.decode().split())


def test_a_term_of_the_glossary_is_found_in_the_other_languages_and_the_page_says_so(client):
    write("Catadoras do porto", "Elas separam o lixo.", "pt")
    write("Pickers", "The waste picker of our street.")
    results = search("waste pickers")
    assert titles(results) == ["Pickers", "Catadoras do porto"]
    html = page(client, "waste pickers")
    assert "Also searched for: " in html and "catador" in html
    assert found_titles('"waste picker"') == ["Pickers"]
    assert "Also searched for" not in page(client, '"waste picker"')


def test_a_search_with_enough_results_is_not_widened():
    for number in range(interpretations.ENOUGH):
        make.topic(title=f"Waste picker {number}")
    write("Catadoras", language="pt")
    assert "Catadoras" not in titles(search("waste picker"))


def test_the_last_word_may_be_a_beginning():
    write("Microfinance")
    assert found_titles("microfin") == found_titles("the microfin") == ["Microfinance"]
    assert found_titles("microfin -nothing") == []
    assert found_titles("mic") == []


def test_a_misspelt_word_is_corrected_and_the_page_says_so(client):
    write("Ações e cooperação", language="pt")
    assert found_titles("coperaçao") == ["Ações e cooperação"]
    html = page(client, "coperasao")
    assert "“coperasao” was not found. The search used “cooperação” instead." in html
    assert search("cooperacao").interpretation.query.corrections == ()
    assert found_titles("xqzwvk") == found_titles("1234567") == []


def test_one_misspelt_word_of_several_is_corrected():
    write("Access to microfinance")
    write("Access to water")
    assert found_titles("acess microfinnance") == ["Access to microfinance"]


def test_results_have_some_words_if_nothing_has_all_but_one():
    write("Access", "One.")
    write("Finance", "Two.")
    write("Africa", "Three.")
    results = search("access to finance in Africa for all people")
    assert set(titles(results)) == {"Access", "Finance", "Africa"}
    assert results.interpretation.max_missing > 1


def test_newest_first_looks_for_the_same(client):
    write("Microfinance")
    newest_first = client.get("/search/", {"q": "microfinnance", "order": "newest"})
    assert "Microfinance" in newest_first.content.decode()


def test_a_query_costs_a_bounded_number_of_conditions():
    for number in range(20):
        make.topic(title=f"Cooperativ{'abcdefghijklmnopqrst'[number]}")
    run_event_listeners()
    for typed in ("credit loan sse ess r193 cooperativ", "union " * 50, "social economy " * 20):
        for term in interpretations.with_synonyms_and_completion(parse_query(typed)).terms:
            assert len(term.variants) <= MAX_VARIANTS + interpretations.MAX_COMPLETIONS


class TestHiddenWords:
    """What somebody may not see neither corrects a word nor keeps one from being corrected."""

    def test_a_hidden_word_is_not_suggested(self, client):
        chair = make.member()
        topic = write("The zebralike plan", within=make.theme(facilitators=(chair,)))
        make.message(make.room(topic), source="Zebraland is secret.")
        make.member("giraffenhals", listed_for=Audience.NOBODY)
        run_event_listeners()
        facilitation.hide_topic(topic, chair, why="-")
        for typed in ("zebralyke", "zebrelike", "zebral", "zebralamd", "girafenhals"):
            assert titles(search(typed)) == []
            assert search(typed).interpretation.query.corrections == ()
            html = page(client, typed)
            assert "These are the results" not in html and "zebralike" not in html
        assert titles(search("zebralyke", chair)) == ["The zebralike plan"]

    def test_a_page_does_not_tell_whether_a_hidden_topic_has_a_word(self, client):
        chair = make.member()
        theme = make.theme(facilitators=(chair,))
        write("Zebralint", within=theme)
        before = page(client, "zebralins")
        topic = write("Zebralins", within=theme)
        facilitation.hide_topic(topic, chair, why="-")
        run_event_listeners()
        assert page(client, "zebralins") == before and "zebralint" in before

    def test_a_deleted_word_is_gone_from_the_vocabulary(self):
        from forum.search.models import Trigram, Word

        topic = write("Another")
        post = make.post(topic, source="My number is zebralint.")
        run_event_listeners()
        assert Word.objects.filter(word="zebralint").exists()
        actions.delete(post, post.author)
        run_event_listeners()
        assert not Word.objects.filter(word="zebralint").exists()
        assert not Trigram.objects.filter(word__word="zebralint").exists()
