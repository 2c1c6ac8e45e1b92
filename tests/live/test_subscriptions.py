"""Subscriptions of a hub while the channel layer is slow, and rights while the database fails."""

import asyncio
import copy
from collections.abc import Callable

import pytest
from channels.layers import get_channel_layer
from django.contrib.auth.models import AnonymousUser

from forum.live import background_tasks, consumer, rechecks
from forum.live.broadcast import HUB_GROUP, group_name
from forum.live.consumer import TabConsumer
from forum.live.database_calls import TabOwner
from forum.live.hub import Hub
from forum.live.in_process_layer import InProcessChannelLayer
from forum.live.rechecks import CLOSE_ACCESS_ENDED

# No test of this module may query the database: pytest-django raises for each query.


class SlowLayer(InProcessChannelLayer):
    """A channel layer with joins that wait for `may_join`, as they wait for a busy Redis."""

    def __init__(self, **options) -> None:
        super().__init__(**options)
        self.may_join = asyncio.Event()
        self.may_join.set()
        self.joining: list[str] = []
        self.fails = False

    async def group_add(self, group: str, channel: str) -> None:
        self.joining.append(group)
        await self.may_join.wait()
        await super().group_add(group, channel)

    async def group_discard(self, group: str, channel: str) -> None:
        if self.fails:
            raise OSError("Redis is away")
        await super().group_discard(group, channel)

    @property
    def joined(self) -> set[str]:
        return {group for group, channels in self._groups.items() if channels} - {HUB_GROUP}


class Member:
    is_active, shows_presence = True, True

    def __init__(self, pk: int) -> None:
        self.pk = pk


@pytest.fixture(autouse=True)
def slow_layer(settings) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": f"{__name__}.SlowLayer"}}


@pytest.fixture
def hub(monkeypatch) -> Hub:
    hub = Hub()
    monkeypatch.setattr(consumer, "hub", hub)
    return hub


def new_tab(hub: Hub, member=None) -> TabConsumer:
    async def send(message):
        pass

    tab = TabConsumer(TabOwner(member or AnonymousUser(), ""), send, lambda frame: True)
    hub.open_tabs.add(tab)
    return tab


async def becomes_true(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


# --- groups ---


def test_a_stream_that_was_left_during_a_round_is_not_joined_again(hub):
    async def leave_during_a_round():
        layer, tab = get_channel_layer(), new_tab(hub)
        for stream in ("theme:1", "theme:2"):
            await hub.subscribe(tab, stream)
        layer.joining.clear()
        layer.may_join.clear()
        joining = asyncio.ensure_future(rechecks.join_groups_again(hub))
        await becomes_true(lambda: layer.joining)  # the round has begun, and waits
        for stream in ("theme:1", "theme:2"):
            hub.unsubscribe(tab, stream)
        layer.may_join.set()
        await joining
        await becomes_true(lambda: not layer.joined)
        return hub.joined

    assert asyncio.run(leave_during_a_round()) == set()


def test_a_tab_that_closes_while_its_hub_joins_leaves_no_group_behind(hub):
    async def close_during_the_join():
        layer, tab = get_channel_layer(), new_tab(hub)
        layer.may_join.clear()
        subscribing = asyncio.ensure_future(hub.subscribe(tab, "theme:1"))
        await becomes_true(lambda: layer.joining)
        hub.remove_tab(tab)
        layer.may_join.set()
        await subscribing
        await becomes_true(lambda: not layer.joined)
        return hub.tabs_by_stream, tab.streams

    assert asyncio.run(close_during_the_join()) == ({}, set())


def test_a_tab_that_subscribes_while_its_hub_leaves_stays_in_the_group(hub):
    async def come_back():
        layer, tab = get_channel_layer(), new_tab(hub)
        await hub.subscribe(tab, "theme:1")
        hub.unsubscribe(tab, "theme:1")
        await hub.subscribe(tab, "theme:1")
        await becomes_true(lambda: not background_tasks._running)
        return layer.joined

    assert asyncio.run(come_back()) == {group_name("theme:1")}


def test_a_group_that_could_not_be_left_is_left_in_the_next_round(hub, caplog):
    async def leave_while_redis_is_away():
        layer, tab = get_channel_layer(), new_tab(hub)
        await hub.subscribe(tab, "theme:1")
        layer.fails = True
        hub.unsubscribe(tab, "theme:1")
        await becomes_true(lambda: not background_tasks._running)
        joined_before = layer.joined
        layer.fails = False
        await rechecks.join_groups_again(hub)
        return joined_before, layer.joined

    assert asyncio.run(leave_while_redis_is_away()) == ({group_name("theme:1")}, set())
    assert "join_or_leave failed" in caplog.text  # the failure is in the log at once


# --- messages that hubs share ---


@pytest.mark.parametrize(
    "message",
    [
        {"type": "frames", "stream": "room:1", "frames": {"en": {"mark": 3}}, "author": 8},
        {"type": "typing", "stream": "room:1", "hub": "a", "people": {"8": "Ana"}, "more": 1},
        {
            "type": "presence", "stream": "room:1", "hub": "a",
            "people": [8], "more": 0, "visitors": 1,
        },
    ],
    ids=lambda message: message["type"],
)  # fmt: skip
def test_a_hub_changes_no_message_that_it_shares_with_others(hub, message):
    async def receive():
        shared = copy.deepcopy(message)
        await hub.subscribe(new_tab(hub), "room:1")
        hub._dispatch(shared)
        hub.typing.remove_typist("room:1", 8)  # Ana's text has arrived here
        hub.typing.summary("room:1")
        hub.presence.summary("room:1")
        return shared

    assert asyncio.run(receive()) == message


def test_what_arrives_after_the_last_tab_has_left_is_not_kept(hub):
    async def receive():
        report = {"type": "typing", "stream": "room:1", "hub": "a", "people": {}, "more": 1}
        hub._dispatch(report)
        presence = {"people": [], "more": 1, "visitors": 0}
        hub._dispatch({**report, **presence, "type": "presence"})
        return hub.typing._reports, hub.presence._reports

    assert asyncio.run(receive()) == ({}, {})


# --- rights ---


class FailingDatabase:
    """Answer as the database calls of rechecks.py do, after `failures` errors."""

    def __init__(self, monkeypatch, failures: int, why: str = "") -> None:
        self.failures, self.why, self.asked = failures, why, 0
        monkeypatch.setattr(rechecks, "reload_members", self.reload_members)
        monkeypatch.setattr(rechecks, "subscription_refusals", self.refusals)
        monkeypatch.setattr(rechecks, "RETRY_DELAYS", (0.001, 0.001))

    async def reload_members(self, ids):
        self.asked += 1
        if self.asked <= self.failures:
            raise OSError("the database is away")
        return {}

    async def refusals(self, subscriptions):
        return [self.why for _subscription in subscriptions]


def test_a_check_of_rights_that_fails_is_repeated_at_once_and_logged(hub, monkeypatch, caplog):
    database = FailingDatabase(monkeypatch, failures=2, why="This topic no longer exists.")

    async def lose_a_right():
        tab = new_tab(hub)
        await hub.subscribe(tab, "topic:1")
        hub._dispatch({"type": "recheck", "stream": "topic:1", "member": 0})
        await becomes_true(lambda: not tab.streams)

    asyncio.run(lose_a_right())
    assert database.asked == 3
    assert caplog.text.count("Rights of topic:1 were not checked") == 2


def test_a_check_of_rights_that_keeps_failing_ends(hub, monkeypatch):
    """The periodic recheck goes on. Repeated checks without an end would pile up."""
    database = FailingDatabase(monkeypatch, failures=1000)

    async def keep_failing():
        for _ in range(20):
            hub._dispatch({"type": "recheck", "stream": "topic:1", "member": 0})
        await becomes_true(lambda: not background_tasks._running)

    asyncio.run(keep_failing())
    assert database.asked == 3  # 20 equal requests are one, and it is repeated twice


def test_a_round_checks_rights_although_redis_is_away(hub, monkeypatch, settings, caplog):
    settings.LIVE_ROUND_EVERY = 0.01
    FailingDatabase(monkeypatch, failures=0)
    monkeypatch.setattr(rechecks.permissions, "refuse_access", lambda member: "You are suspended.")

    async def no_marks(streams):
        return {}

    async def no_closed_streams(streams):
        return set()

    async def no_redis():
        raise OSError("Redis is away")

    monkeypatch.setattr(rechecks, "last_marks", no_marks)
    monkeypatch.setattr(rechecks, "streams_closed_to_visitors", no_closed_streams)
    monkeypatch.setattr(hub, "join_hub_group", no_redis)
    codes = []
    monkeypatch.setattr(TabConsumer, "close", lambda tab, code: codes.append(code))

    async def run_rounds():
        new_tab(hub, Member(8))
        rounds = asyncio.ensure_future(rechecks.run_periodic_rechecks(hub))
        await becomes_true(lambda: codes)
        rounds.cancel()

    asyncio.run(run_rounds())
    assert codes[0] == CLOSE_ACCESS_ENDED
    assert "failed in join_groups_again" in caplog.text


def test_a_right_that_ends_while_a_tab_subscribes_is_checked_again(hub, monkeypatch):
    """The answer of the database is older than the change, and the hub does not know the tab."""
    database = FailingDatabase(monkeypatch, failures=0, why="This topic no longer exists.")

    async def allowed_just_before_it_ends(subscription):
        hub._dispatch({"type": "recheck", "stream": "topic:1", "member": 0})
        await becomes_true(lambda: database.asked)  # that check is over before the tab subscribes
        return ""

    async def nothing_missed(question):
        return 0, None

    monkeypatch.setattr(consumer, "subscription_refusal", allowed_just_before_it_ends)
    monkeypatch.setattr(consumer, "catch_up", nothing_missed)

    async def subscribe():
        tab = new_tab(hub)
        await tab.receive('{"listen": "topic:1", "language": "en"}')
        await becomes_true(lambda: not background_tasks._running)
        return tab.streams

    assert asyncio.run(subscribe()) == set()
