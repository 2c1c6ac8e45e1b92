"""A frame on its way out: what it costs, and that nothing overtakes what waits."""

import asyncio
import json
from collections import deque

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from forum.live import broadcast, consumer, frames
from forum.live.consumer import MAX_QUEUED_FRAMES, TabConsumer
from forum.live.database_calls import TabOwner
from forum.live.hub import Hub


class Reader:
    """A tab, and the server's end of its socket. behind: whether its reader is."""

    def __init__(self) -> None:
        self.behind = False
        self.heard: list[bytes] = []
        self.room_again = asyncio.Event()
        self.tab = TabConsumer(TabOwner(AnonymousUser(), ""), self.send, self.write)
        self.tab.lines = {"room:1"}

    def write(self, frame: bytes) -> bool:
        if not self.behind:
            self.heard.append(frame)
        return not self.behind

    async def send(self, message: dict[str, str]) -> None:
        if self.behind:
            await self.room_again.wait()
        if message["type"] == "websocket.send":
            self.heard.append(frames.encode_frame(json.loads(message["text"])).wire)


@pytest.fixture
def hub(monkeypatch) -> Hub:
    own = Hub()
    monkeypatch.setattr(consumer, "hub", own)
    return own


def listen(hub: Hub, *readers: Reader) -> None:
    hub.tabs["room:1"].update(reader.tab for reader in readers)


def test_a_delivered_frame_costs_no_query_and_no_turn_of_the_loop(hub):
    """No test of this module may ask the database: pytest-django raises for each query."""

    async def deliver():
        readers = [Reader() for _ in range(1000)]
        listen(hub, *readers)
        for number in range(20):
            hub._deliver("room:1", {"en": str(number)})
        return [len(reader.heard) for reader in readers]

    assert asyncio.run(deliver()) == [20] * 1000


def test_a_frame_is_made_in_the_languages_that_are_heard(hub, monkeypatch):
    """Who joined after that is told by `listening`; where nobody hears, nothing is made."""

    async def speak():
        made: list[str] = []
        monkeypatch.setattr(broadcast, "_loop", None)
        monkeypatch.setattr(broadcast, "_languages_of", None, raising=False)
        monkeypatch.setattr(broadcast, "_waiting", deque())
        broadcast.set_event_loop(asyncio.get_running_loop(), hub.languages_of)

        def render():
            made.append(translation.get_language())
            return {"type": "item", "language": made[-1]}

        english, french, late = Reader(), Reader(), Reader()
        french.tab.language, late.tab.language = "fr", "pt"
        broadcast.broadcast("room:1", render)
        listen(hub, english, french)
        broadcast.broadcast("room:1", render)
        [(_group, message)] = broadcast._waiting
        listen(hub, late)
        hub._deliver("room:1", message["frames"])
        return sorted(made), [len(reader.heard) for reader in (english, french, late)], french.heard

    made, heard, in_french = asyncio.run(speak())
    assert made == ["en", "fr"] and heard == [1, 1, 0] and b'"fr"' in in_french[0]


def test_what_waits_is_not_overtaken(hub):
    async def fall_behind():
        reader = Reader()
        listen(hub, reader)
        for number in range(30):
            reader.behind = 10 <= number < 20
            if number == 20:
                reader.room_again.set()  # there is room again, but the sender has not noticed yet
            hub._deliver("room:1", {"en": str(number)})
        await asyncio.sleep(0.01)
        hub._deliver("room:1", {"en": "30"})
        return reader.heard

    assert asyncio.run(fall_behind()) == [
        frames.encode_frame(str(number)).wire for number in range(31)
    ]


def test_a_reader_that_stays_behind_is_closed(hub, monkeypatch):
    async def stay_behind():
        reader, other = Reader(), Reader()
        listen(hub, reader, other)
        reader.behind = True
        codes = []
        monkeypatch.setattr(TabConsumer, "end", lambda tab, code: codes.append(code))
        for number in range(MAX_QUEUED_FRAMES + 1):
            hub._deliver("room:1", {"en": str(number)})
        return codes, len(other.heard)

    assert asyncio.run(stay_behind()) == ([consumer.CLOSE_SLOW_READER], MAX_QUEUED_FRAMES + 1)


@pytest.mark.parametrize(
    "size, head",
    [
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65_536, b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ],
)
def test_a_frame_begins_with_its_length_in_bytes(size, head):
    text = "é" * (size // 2 - 1) + "e" * (size % 2)  # and two quotation marks
    assert frames.encode_frame(text).wire[: len(head)] == head


def test_frames_in_are_counted_over_any_ten_seconds(hub, monkeypatch):
    tab, at = Reader().tab, [100.0, *[109.9] * 19, 110.1, 110.1]
    moments = iter(at)
    monkeypatch.setattr(consumer.time, "monotonic", lambda: next(moments))
    assert [tab._too_many() for _ in at] == [False] * 21 + [True]
