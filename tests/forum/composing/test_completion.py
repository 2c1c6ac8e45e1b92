"""What a composer is offered while somebody types, and to whom."""

import pytest
from django.test import Client

from accounts import actions as people
from accounts.models import Audience
from forum.facilitation import actions as facilitation
from tests import factories as make
from tests.forum.search.searching import run_event_listeners
from tests.forum.test_injections import PAYLOADS, harmful

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    """ask(address, **parameters) -> the answer, for a member."""
    client.force_login(make.member("reader"))
    return lambda address, **asked: client.get(f"/compose/{address}/", asked).json()


def handles(answer) -> list[str]:
    return [part.split('"')[0].strip() for part in answer["html"].split('data-insert="')[1:]]


class TestMembers:
    def test_by_handle_and_by_any_part_of_the_name(self, ask):
        make.member("ana.lopez", name="Ana López")
        make.member("banana", name="Ben")
        make.member("lucia", name="Lucía Anaya")
        answer = ask("members", q="ana")
        assert handles(answer) == ["@ana.lopez", "@lucia"]
        assert answer["said"] == "2 suggestions; arrow keys choose."

    def test_who_wrote_here_comes_first_also_who_is_in_no_list(self, ask):
        topic = make.topic(make.member("anna", listed_for=Audience.NOBODY))
        room = make.room(topic)
        make.message(room, make.member("antonia"))
        make.member("ana")
        make.member("an.unlisted", listed_for=Audience.NOBODY)
        assert handles(ask("members", q="an", line=topic.stream_name)) == [
            "@anna",
            "@ana",
            "@antonia",
        ]
        assert handles(ask("members", q="an", line=room.stream_name)) == ["@antonia", "@ana"]
        assert handles(ask("members", q="an")) == ["@ana", "@antonia"]

    def test_closed_accounts_and_oneself_never(self, ask):
        topic = make.topic(make.member("readers.friend"))
        people.close_account(topic.author, by=topic.author)
        assert handles(ask("members", q="read", line=topic.stream_name)) == []

    def test_at_most_eight(self, ask):
        for number in range(12):
            make.member(f"ana{number}")
        assert len(handles(ask("members", q="ana"))) == 8

    @pytest.mark.parametrize(
        "line", ["", "topic:", "topic:x", "room:999", "member:1", "topic:" + "9" * 30, "\x00"]
    )
    def test_any_line_is_an_answer(self, ask, line):
        make.member("ana")
        assert handles(ask("members", q="ana", line=line)) == ["@ana"]

    def test_only_for_members_and_not_too_often(self, client, settings):
        assert Client().get("/compose/members/", {"q": "a"}).status_code == 403
        settings.LIMITS = {**settings.LIMITS, "suggest": ["2/minute"]}
        client.force_login(make.member())
        statuses = [client.get("/compose/members/", {"q": "a"}).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]


class TestTopics:
    def test_every_word_the_liveliest_first(self, ask):
        for title in ("Local currencies in Kenya", "Currencies", "Kenya: lócal currency"):
            make.topic(title=title)
        run_event_listeners()
        answer = ask("topics", q="kenya LOC")
        assert answer["html"].index("Kenya: lócal") < answer["html"].index("Local currencies")
        assert "topics/" in handles(answer)[0]
        assert len(handles(answer)) == 2

    def test_a_hidden_topic_is_offered_to_nobody_else(self, ask, client):
        chair = make.member()
        topic = make.topic(title="Secret plans", within=make.theme(facilitators=(chair,)))
        facilitation.hide_topic(topic, chair, why="-")
        run_event_listeners()
        assert handles(ask("topics", q="secret")) == []
        client.force_login(chair)
        assert len(handles(ask("topics", q="secret"))) == 1


def test_payloads_as_names_and_titles_are_inert(ask, settings):
    settings.LIMITS = {**settings.LIMITS, "suggest": ["9999/minute"]}
    topic = make.topic(make.member("ana"), title="Payload")
    run_event_listeners()
    for payload in PAYLOADS[:: len(PAYLOADS) // 200]:
        topic.retitle(f"Payload {payload}"[:150])
        topic.save()
        topic.author.name = f"Ana {payload}"[:60]
        topic.author.save()
        for kind in ("topics?q=payload", "members?q=ana"):
            kind, typed = kind.split("?q=")
            html = ask(kind, q=typed)["html"]
            assert html.count("<li") == 1
            assert harmful(f"<ul>{html}</ul>") == [], payload
