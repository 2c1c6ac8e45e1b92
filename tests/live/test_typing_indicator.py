"""Who is typing, by the served site: told at once, seldom, by itself over, and only of who wants it."""

import asyncio
import time

import pytest

from bench.served.tabs import Tab
from forum.live import consumer
from forum.live.consumer import TabConsumer
from forum.live.database_calls import TabOwner
from tests.live.test_hub import sanction


def test_the_others_are_told_who_types_and_no_longer_when_the_text_has_come(site, new_client):
    ana, ben = new_client(), new_client()
    topic = f"topic:{ana.start_topic('Typing')}"
    with Tab(site, ana.session) as hers, Tab(site, ben.session) as his, Tab(site) as visitor:
        for tab in (hers, his, visitor):
            tab.listen(topic)
        hers.send({"typing": topic})
        told = visitor.wait_for("typing", within=1)
        assert told["members"] == [ana.member] and told["count"] == len(told["names"]) == 1
        ana.say(topic, "Here it is.")
        visitor.wait_for("item")
        his.send({"typing": topic})
        assert visitor.wait_for("typing", within=5)["members"] == [ben.member]


def test_who_types_is_told_at_most_every_three_seconds_and_three_are_named(site, new_client):
    people = [new_client() for _ in range(5)]
    tabs = [Tab(site, person.session) for person in people]
    with Tab(site) as visitor:
        for tab in (visitor, *tabs):
            assert tab.listen("room:4")["type"] == "listening"
        for tab in tabs:
            tab.send({"typing": "room:4"})
        told = visitor.frames("typing", during=4)
        for tab in tabs:
            tab.socket.close()
    assert 1 <= len(told) <= 2
    assert told[-1]["count"] == 5 and len(told[-1]["names"]) == len(told[-1]["members"]) == 3


def test_a_tab_that_types_in_ten_lines_is_told_of_in_one(site, new_client):
    with Tab(site, new_client().session) as tab, Tab(site) as visitor:
        for key in range(1, 7):
            for each in (tab, visitor):
                each.listen(f"room:{key}")
        for key in range(1, 7):
            tab.send({"typing": f"room:{key}"})
        assert len(visitor.frames("typing", during=3.5)) == 1


def test_who_may_not_write_or_does_not_listen_types_unseen(site, new_client, administrator):
    silenced, elsewhere = new_client(), new_client()
    topic = (
        f"topic:{elsewhere.start_topic('Unseen')}"  # of its own: in a room others may type still
    )
    sanction(administrator, silenced, "silence_7_days")
    with (
        Tab(site, silenced.session) as quiet,
        Tab(site, elsewhere.session) as far,
        Tab(site) as visitor,
        Tab(site) as other,
    ):
        for tab in (quiet, visitor, other):
            tab.listen(topic)
        for tab in (quiet, far, other):
            tab.send({"typing": topic})
        assert visitor.frames("typing", during=1) == []


def test_who_does_not_want_to_be_shown_types_unseen_from_the_moment_they_say_so(site, new_client):
    shy = new_client()
    with Tab(site, shy.session) as tab, Tab(site) as visitor:
        tab.listen("room:2")
        visitor.listen("room:2")
        shy.save_profile()
        time.sleep(2)
        tab.send({"typing": "room:2"})
        assert visitor.frames("typing", during=1) == []
        shy.save_profile(shows_presence="on")
        time.sleep(2)
        tab.send({"typing": "room:2"})
        visitor.wait_for("typing")


@pytest.mark.parametrize(
    "frame", [{"typing": 1}, {"typing": "room:2", "text": "no"}, {"typing": None}]
)
def test_a_typing_frame_that_is_none_ends_the_tab(site, frame):
    with Tab(site) as tab:
        tab.send(frame)
        assert tab.closing_code() == 4000


def test_a_frame_asks_no_rule_that_was_asked_in_this_round(monkeypatch):
    asked, told = [], []

    async def may_type(member, line):
        asked.append(line)
        return True

    class Member:
        pk, shows_presence = 8, True

    monkeypatch.setattr(consumer, "may_type", may_type)
    monkeypatch.setattr(consumer, "TYPING_INTERVAL", 0.0)
    monkeypatch.setattr(consumer.hub, "type", lambda line, member: told.append(line))
    tab = TabConsumer(TabOwner(Member(), ""), lambda message: None)
    tab.lines = {"room:1"}

    async def type_often():
        for _ in range(20):
            await tab._type("room:1")

    asyncio.run(type_often())
    assert len(asked) == 1 and len(told) == 20
