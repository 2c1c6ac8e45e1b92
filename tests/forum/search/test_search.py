"""Queries and filters find the same on both databases."""

import pytest

from accounts.choices import Audience
from forum.facilitation import actions as facilitation
from forum.search import tasks
from forum.topics import actions
from tests import factories as make
from tests.forum.search.searching import (
    found_titles,
    run_event_listeners,
    search,
    titles,
)

pytestmark = pytest.mark.usefixtures("database")


def write(title: str = "A topic", source: str = "Nothing.", language: str = "en", **fields):
    topic = make.topic(title=title, source=source, language=language, **fields)
    run_event_listeners()
    return topic


def test_accents_capitals_and_endings_do_not_matter():
    write("Économie solidaire", "Les coopératives sont organisées.", "fr")
    for typed in ("economie", "ÉCONOMIES", "coopérative", "cooperatives organisé", "Solidaires"):
        assert found_titles(typed) == ["Économie solidaire"], typed
    assert found_titles("solde") == []


def test_results_have_all_words_except_stop_words():
    write("Savings groups", "When is it time to become a credit union?")
    assert (
        found_titles("credit union") == found_titles("the credit of an union") == ["Savings groups"]
    )
    assert found_titles("credit cooperative") == []
    assert found_titles("when") == found_titles('"it time to"') == ["Savings groups"]


def test_results_miss_one_word_if_nothing_has_all_words():
    write("Savings groups", "A credit union.")
    write("Savings", "Another.")
    results = search("savings credit insurance")
    assert results.interpretation.max_missing == 1 and titles(results) == ["Savings groups"]
    assert titles(search("credit insurance")) == ["Savings groups"]
    assert not search("savings").interpretation.max_missing
    assert titles(search("insurance")) == titles(search('"insurance"')) == []


def test_a_hyphenated_word_is_found_in_both_spellings():
    write("One", "A co-operative, buy-outs, R-193, Sur-Sur; 2009-2022.")
    for typed in (
        "co-operative",
        "cooperatives",
        "buyout",
        "buy-outs",
        "R193",
        "R-193",
        "sur-sur",
        "2009",
        "operative",
    ):
        assert found_titles(typed) == ["One"], typed
    assert found_titles('"co-operative buy-outs"') == ["One"]


def test_a_phrase_is_exact():
    write("One", "The social economy of workers.")
    write("Two", "An economy that is social, for a worker.")
    assert found_titles('"social economy"') == ["One"]
    assert found_titles('"a worker"') == ["Two"]
    assert found_titles('"economies"') == []
    assert found_titles('"workers the"') == []
    assert set(found_titles("social economies")) == {"One", "Two"}


def test_a_minus_excludes_a_word_or_a_phrase():
    write("One", "A transition for energy workers.")
    write("Two", "A transition in farming.")
    assert found_titles("transition -energy") == ["Two"]
    assert found_titles('transition -"energy workers"') == ["Two"]
    assert found_titles("transition -farming -energy") == []


@pytest.mark.parametrize(
    "typed", ["ILO", "oit", "SSE", "ESS", "R193", "uk", "2022", "协同组合", "组合", "تعاونية"]
)
def test_short_words_acronyms_numbers_and_other_scripts_are_found(typed):
    write(
        "Names",
        "ILO, OIT; the SSE (ESS), R193 of 2022 in the UK. 中国协同组合运动。 التَّعاونية تعاونيّة",
    )
    for typed in ("ILO", "oit", "SSE", "ESS", "R193", "uk", "2022", "协同组合", "组合", "تعاونية"):
        assert found_titles(typed) == ["Names"], typed
    assert found_titles("合组") == []


def test_inflected_words_are_found_in_the_language_of_the_text():
    write("Um", "A organização das catadoras nas cooperativas sociais.", "pt")
    for typed in ("organizacoes", "catador", "cooperativa social"):
        assert found_titles(typed) == ["Um"], typed


def test_posts_and_messages_are_grouped_by_topic_and_room():
    topic = make.topic(title="Board")
    post = make.post(topic, source="The members vote for rotation.")
    room = make.room(topic)
    message = make.message(room, source="Rotation, again.")
    run_event_listeners()
    groups = search("rotation").groups
    assert {group.kind for group in groups} == {"topic", "room"}
    assert {group.items[0].contribution.pk for group in groups} == {post.pk, message.pk}
    parts = next(group for group in groups if group.kind == "room").items[0].snippet
    assert [(part.text, part.is_hit) for part in parts] == [("Rotation", True), (", again.", False)]


def test_members_are_found_by_name_username_and_profile():
    make.member(
        "lucia.m", name="Lucía Méndez", organisation="Centro de estudios", listed_for="everyone"
    )
    tasks.index_briefly_then_enqueue()
    for typed in ("lucia", "MENDEZ", "lucia.m", "estudio"):
        assert found_titles(typed) == ["Lucía Méndez"], typed


def test_an_inflected_hit_is_highlighted_in_the_snippet():
    write(
        "One",
        "Long ago. " * 40 + "Then the <b>cooperatives</b> & workers met. " + "Long after. " * 40,
    )
    parts = search("worker cooperative").groups[0].about
    assert [part.text for part in parts if part.is_hit] == ["cooperatives", "workers"]
    text = "".join(part.text for part in parts)
    assert len(text) < 260 and text.startswith("… ") and text.endswith(" …")


def test_a_title_counts_more_than_a_body():
    write("Something else", "Water and water and water.")
    write("Water", "Something else.")
    assert found_titles("water") == ["Water", "Something else"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"language": "fr"}, ["Deux"]),
        ({"community": "academic"}, ["Deux"]),
        ({"kind": "post"}, ["One"]),
        ({"kind": "message"}, []),
        ({"kind": "topic"}, ["Deux", "One"]),
    ],
)
def test_filters_by_language_community_and_kind(filters, expected):
    one = write("One", "Water.")
    make.post(one, source="Water again.")
    write("Deux", "Water.", "fr", author=make.member(community="academic"))
    run_event_listeners()
    assert sorted(found_titles("water", **filters)) == expected


def test_filters_by_theme_author_and_time():
    one, two = write("One", "Water."), write("Two", "Water.")
    assert found_titles("water", theme_id=two.theme_id) == ["Two"]
    assert found_titles("water", author_ids=(one.author_id,)) == ["One"]
    assert found_titles("water", since=two.created_at) == ["Two"]
    assert found_titles("water", before=two.created_at) == ["One"]
    assert found_titles("water", within=two.stream_name) == ["Two"]


class TestRights:
    def test_only_its_facilitators_find_a_hidden_topic(self):
        chair = make.member()
        topic = write("Secret water", within=make.theme(facilitators=(chair,)))
        make.message(make.room(topic), source="Water here.")
        make.post(topic, source="Water there.")
        run_event_listeners()
        facilitation.hide_topic(topic, chair, why="Advertising")
        for reader_finds, reader in ((2, chair), (0, make.member())):
            assert len(found_titles("water", reader)) == reader_finds
        assert found_titles("water") == []
        facilitation.unhide_topic(topic, chair)
        assert len(found_titles("water")) == 2

    def test_deleted_and_hidden_posts_are_not_found_even_before_the_worker_runs(self):
        chair = make.member()
        topic = write(within=make.theme(facilitators=(chair,)))
        post, other = make.post(topic, source="Buy water."), make.post(topic, source="Sell water.")
        run_event_listeners()
        assert len(search("water").groups[0].items) == 2
        actions.delete(post, post.author)
        actions.hide(other, chair, why="Advertising")
        assert search("water").groups == []
        run_event_listeners()
        assert search("water").groups == [] and search("water", chair).groups == []
        actions.unhide(other, chair)
        run_event_listeners()
        assert [item.contribution.pk for item in search("water").groups[0].items] == [other.pk]

    def test_a_snippet_shows_the_current_text(self):
        topic = write()
        post = make.post(topic, source="My address is Water Street.")
        run_event_listeners()
        actions.edit(post, post.author, source="Nothing to see.", language="en", version=1)
        shown = search("water").groups[0].items[0]
        assert "".join(part.text for part in shown.snippet) == "Nothing to see."
        run_event_listeners()
        assert found_titles("water") == []

    def test_members_choose_who_finds_them(self):
        from accounts import actions as people

        member_by_audience = {
            audience: make.member(f"water.{audience}", listed_for=audience)
            for audience in ("nobody", "members", "everyone")
        }
        tasks.index_briefly_then_enqueue()
        assert found_titles("water") == ["Water.Everyone"]
        assert len(found_titles("water", make.member())) == 2
        assert len(found_titles("water", member_by_audience["nobody"])) == 3
        people.close_account(member_by_audience["everyone"], by=member_by_audience["everyone"])
        assert found_titles("water") == []
        run_event_listeners()
        assert found_titles("water") == []


@pytest.mark.parametrize(
    ("country", "typed"),
    [
        ("TR", ("Türkiye", "turkiye", "Turkey", "Turquía", "Turquie", "Turquia")),
        ("CI", ("Côte d'Ivoire", "cote d’ivoire", "Ivory Coast", "Costa do Marfim")),
        ("VN", ("Viet Nam", "Vietnam", "Vietnã")),
        ("CZ", ("Czechia", "Czech Republic", "Tchéquie")),
        ("SZ", ("Eswatini", "Swaziland")),
        ("TW", ("Taiwan", "Taiwán")),
    ],
)
def test_a_member_is_found_by_each_name_of_their_country(country, typed):
    make.member("giraffenhals", name="Giraffenhals", country=country, listed_for=Audience.EVERYONE)
    tasks.index_briefly_then_enqueue()
    for name in typed:
        assert found_titles(name) == ["Giraffenhals"], name
