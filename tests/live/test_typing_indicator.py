"""The typing indicator of the served site: shown at once, sent seldom, only with the right to."""

import asyncio

import pytest

from bench.served.sites import wait_until
from bench.served.tabs import Tab
from forum.live import consumer
from forum.live.consumer import TabConsumer
from forum.live.database_calls import TabOwner
from tests.live.test_hub import sanction


def test_others_see_who_is_typing_until_the_text_arrives(site, new_client):
    ana, ben = new_client(), new_client()
    topic = f"topic:{ana.start_topic('Typing')}"
    with Tab(site, ana.session) as hers, Tab(site, ben.session) as his, Tab(site) as visitor:
        for tab in (hers, his, visitor):
            tab.listen(topic)
        hers.send({"typing": topic})
        frame = visitor.wait_for("typing", within=1)
        assert frame["members"] == [ana.member] and frame["count"] == len(frame["names"]) == 1
        ana.send_or_fail(topic, "Here it is.")
        visitor.wait_for("item")
        his.send({"typing": topic})
        assert visitor.wait_for("typing", within=5)["members"] == [ben.member]


def test_the_indicator_is_sent_at_most_every_three_seconds_with_three_names(site, new_client):
    people = [new_client() for _ in range(5)]
    tabs = [Tab(site, person.session) for person in people]
    with Tab(site) as visitor:
        for tab in (visitor, *tabs):
            assert tab.listen("room:4")["type"] == "listening"
        for tab in tabs:
            tab.send({"typing": "room:4"})
        frames = visitor.frames("typing", during=4)
        for tab in tabs:
            tab.socket.close()
    assert 1 <= len(frames) <= 2
    last = frames[-1]
    assert last["count"] == 5 and len(last["names"]) == len(last["members"]) == 3


def test_a_tab_that_types_in_many_streams_is_shown_in_one(site, new_client):
    with Tab(site, new_client().session) as tab, Tab(site) as visitor:
        for key in range(1, 7):
            for each in (tab, visitor):
                each.listen(f"room:{key}")
        for key in range(1, 7):
            tab.send({"typing": f"room:{key}"})
        assert len(visitor.frames("typing", during=3.5)) == 1


def test_members_who_may_not_write_or_do_not_subscribe_type_unseen(site, new_client, administrator):
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


def test_members_who_turn_presence_off_type_unseen_from_then_on(site, new_client):
    shy = new_client()
    with Tab(site, shy.session) as tab, Tab(site) as visitor:
        tab.listen("room:2")
        visitor.listen("room:2")
        visitor.wait_for("presence", line="room:2", count=2, within=7)
        shy.save_profile()
        visitor.wait_for("presence", line="room:2", count=1, within=7)  # the hub knows it
        tab.send({"typing": "room:2"})
        assert visitor.frames("typing", during=1) == []
        shy.save_profile(shows_presence="on")
        visitor.wait_for("presence", line="room:2", count=2, within=7)
        wait_until(lambda: is_seen_typing(tab, visitor))


def is_seen_typing(tab: Tab, visitor: Tab) -> bool:
    tab.send({"typing": "room:2"})  # ignored within 2 seconds after the last one
    return bool(visitor.frames("typing", during=1))


@pytest.mark.parametrize(
    "frame", [{"typing": 1}, {"typing": "room:2", "text": "no"}, {"typing": None}]
)
def test_an_invalid_typing_frame_closes_the_tab(site, frame):
    with Tab(site) as tab:
        tab.send(frame)
        assert tab.closing_code() == 4000


def test_a_rule_is_asked_once_in_a_round(monkeypatch):
    asked, shown = [], []

    async def may_type(member, stream):
        asked.append(stream)
        return True

    class Member:
        pk, shows_presence = 8, True

    monkeypatch.setattr(consumer, "may_type", may_type)
    monkeypatch.setattr(consumer, "TYPING_INTERVAL", 0.0)
    monkeypatch.setattr(consumer.hub, "add_typist", lambda stream, member: shown.append(stream))
    tab = TabConsumer(TabOwner(Member(), ""), lambda message: None)
    tab.streams = {"room:1"}

    async def type_often():
        for _ in range(20):
            await tab.show_typing("room:1")

    asyncio.run(type_often())
    assert len(asked) == 1 and len(shown) == 20
