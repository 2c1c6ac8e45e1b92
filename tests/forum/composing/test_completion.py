"""The editor offers members and topics while somebody types."""

import pytest
from django.test import Client

from accounts import actions as people
from accounts.choices import Audience
from forum.facilitation import actions as facilitation
from tests import factories as make
from tests.forum.search.searching import run_event_listeners
from tests.forum.test_injections import PAYLOADS, harmful

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    """ask(name, **parameters) returns the answer of /compose/name/ for a member."""
    client.force_login(make.member("reader"))
    return lambda name, **parameters: client.get(f"/compose/{name}/", parameters).json()


def inserted_texts(answer) -> list[str]:
    """The text that each option inserts."""
    return [part.split('"')[0].strip() for part in answer["html"].split('data-insert="')[1:]]


class TestMembers:
    def test_members_are_found_by_username_and_by_each_word_of_the_name(self, ask):
        make.member("ana.lopez", name="Ana López")
        make.member("banana", name="Ben")
        make.member("lucia", name="Lucía Anaya")
        answer = ask("members", q="ana")
        assert inserted_texts(answer) == ["@ana.lopez", "@lucia"]
        assert answer["said"] == "2 suggestions; use the arrow keys to choose."

    def test_authors_in_the_stream_come_first_even_if_no_list_shows_them(self, ask):
        topic = make.topic(make.member("anna", listed_for=Audience.NOBODY))
        room = make.room(topic)
        make.message(room, make.member("antonia"))
        make.member("ana")
        make.member("an.unlisted", listed_for=Audience.NOBODY)
        assert inserted_texts(ask("members", q="an", line=topic.stream_name)) == [
            "@anna",
            "@ana",
            "@antonia",
        ]
        assert inserted_texts(ask("members", q="an", line=room.stream_name)) == ["@antonia", "@ana"]
        assert inserted_texts(ask("members", q="an")) == ["@ana", "@antonia"]

    def test_closed_accounts_and_the_reader_are_not_offered(self, ask):
        topic = make.topic(make.member("readers.friend"))
        people.close_account(topic.author, by=topic.author)
        assert inserted_texts(ask("members", q="read", line=topic.stream_name)) == []

    def test_at_most_eight_members_are_offered(self, ask):
        for number in range(12):
            make.member(f"ana{number}")
        assert len(inserted_texts(ask("members", q="ana"))) == 8

    @pytest.mark.parametrize(
        "line", ["", "topic:", "topic:x", "room:999", "member:1", "topic:" + "9" * 30]
    )
    def test_a_wrong_stream_has_no_authors(self, ask, line):
        make.member("ana")
        assert inserted_texts(ask("members", q="ana", line=line)) == ["@ana"]

    def test_only_members_may_ask_and_not_too_often(self, client, settings):
        assert Client().get("/compose/members/", {"q": "a"}).status_code == 403
        settings.LIMITS = {**settings.LIMITS, "suggest": ["2/minute"]}
        client.force_login(make.member())
        statuses = [client.get("/compose/members/", {"q": "a"}).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]


class TestTopics:
    def test_topics_have_every_word_and_the_latest_active_comes_first(self, ask):
        for title in ("Local currencies in Kenya", "Currencies", "Kenya: lócal currency"):
            make.topic(title=title)
        run_event_listeners()
        answer = ask("topics", q="kenya LOC")
        assert answer["html"].index("Kenya: lócal") < answer["html"].index("Local currencies")
        assert "topics/" in inserted_texts(answer)[0]
        assert len(inserted_texts(answer)) == 2

    def test_only_its_facilitators_are_offered_a_hidden_topic(self, ask, client):
        chair = make.member()
        topic = make.topic(title="Secret plans", within=make.theme(facilitators=(chair,)))
        facilitation.hide_topic(topic, chair, why="-")
        run_event_listeners()
        assert inserted_texts(ask("topics", q="secret")) == []
        client.force_login(chair)
        assert len(inserted_texts(ask("topics", q="secret"))) == 1


def test_payloads_in_names_and_titles_are_inert(ask, settings):
    settings.LIMITS = {**settings.LIMITS, "suggest": ["9999/minute"]}
    topic = make.topic(make.member("ana"), title="Payload")
    run_event_listeners()
    for payload in PAYLOADS[:: len(PAYLOADS) // 200]:
        topic.set_title(f"Payload {payload}"[:150])
        topic.save()
        topic.author.name = f"Ana {payload}"[:60]
        topic.author.save()
        for name, typed in (("topics", "payload"), ("members", "ana")):
            html = ask(name, q=typed)["html"]
            assert html.count("<li") == 1
            assert harmful(f"<ul>{html}</ul>") == [], payload
