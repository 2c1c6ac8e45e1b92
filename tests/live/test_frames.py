"""Frames out: what a delivery costs, and that no frame overtakes a queued one."""

import asyncio
import time
from collections import deque

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from forum.live import broadcast, consumer
from forum.live.broadcast import encode_frame
from forum.live.consumer import MAX_QUEUED_FRAMES, TabConsumer
from forum.live.database_calls import TabOwner
from forum.live.hub import Hub

# No test of this module may query the database: pytest-django raises for each query.


class Reader:
    """A tab, and the server's end of its socket."""

    def __init__(self) -> None:
        self.is_behind = False
        self.received: list[bytes] = []
        self.caught_up = asyncio.Event()
        self.tab = TabConsumer(TabOwner(AnonymousUser(), ""), self.send, self.write)
        self.tab.streams = {"room:1"}

    def write(self, frame: bytes) -> bool:
        if not self.is_behind:
            self.received.append(frame)
        return not self.is_behind

    async def send(self, message: dict[str, str]) -> None:
        if self.is_behind:
            await self.caught_up.wait()
        if message["type"] == "websocket.send":
            self.received.append(message["text"].encode())


@pytest.fixture
def hub(monkeypatch) -> Hub:
    hub = Hub()
    monkeypatch.setattr(consumer, "hub", hub)
    return hub


def subscribe(hub: Hub, *readers: Reader) -> None:
    hub.tabs_by_stream["room:1"].update(reader.tab for reader in readers)


def test_a_delivery_costs_no_query_and_no_turn_of_the_loop(hub):
    async def deliver():
        readers = [Reader() for _ in range(1000)]
        subscribe(hub, *readers)
        for number in range(20):
            hub.deliver("room:1", {"en": str(number)})
        return [len(reader.received) for reader in readers]

    assert asyncio.run(deliver()) == [20] * 1000


def test_a_tab_without_the_fast_path_receives_the_same_frames_in_order(hub):
    async def deliver():
        reader = Reader()
        reader.tab = TabConsumer(TabOwner(AnonymousUser(), ""), reader.send)
        subscribe(hub, reader)
        for number in range(20):
            hub.deliver("room:1", {"en": str(number)})
        await reader.tab._sender
        return reader.received

    assert asyncio.run(deliver()) == [encode_frame(str(number)) for number in range(20)]


def test_a_frame_is_rendered_in_the_languages_of_the_subscribed_tabs(hub, monkeypatch):
    """A tab that subscribes later gets the change in `listening`. Without tabs nothing renders."""

    async def speak():
        rendered: list[str] = []
        monkeypatch.setattr(broadcast, "_loop", None)
        monkeypatch.setattr(broadcast, "_languages_of", None, raising=False)
        monkeypatch.setattr(broadcast, "_queue", deque())
        broadcast.set_event_loop(asyncio.get_running_loop(), hub.languages_of)

        def render():
            rendered.append(translation.get_language())
            return {"type": "item", "language": rendered[-1]}

        english, french, late = Reader(), Reader(), Reader()
        french.tab.language, late.tab.language = "fr", "pt"
        broadcast.broadcast("room:1", render)
        subscribe(hub, english, french)
        broadcast.broadcast("room:1", render)
        [(_group, message)] = broadcast._queue
        subscribe(hub, late)
        hub.deliver("room:1", message["frames"])
        counts = [len(reader.received) for reader in (english, french, late)]
        return sorted(rendered), counts, french.received

    rendered, counts, in_french = asyncio.run(speak())
    assert rendered == ["en", "fr"] and counts == [1, 1, 0] and b'"fr"' in in_french[0]


def test_a_queued_frame_is_not_overtaken(hub):
    async def fall_behind():
        reader = Reader()
        subscribe(hub, reader)
        for number in range(30):
            reader.is_behind = 10 <= number < 20
            if number == 20:
                reader.caught_up.set()  # the sender has not noticed it yet
            hub.deliver("room:1", {"en": str(number)})
        await reader.tab._sender
        hub.deliver("room:1", {"en": "30"})
        return reader.received

    assert asyncio.run(fall_behind()) == [encode_frame(str(number)) for number in range(31)]


def test_a_reader_that_stays_behind_is_closed(hub, monkeypatch):
    async def stay_behind():
        reader, other = Reader(), Reader()
        subscribe(hub, reader, other)
        reader.is_behind = True
        codes = []
        monkeypatch.setattr(TabConsumer, "close", lambda tab, code: codes.append(code))
        for number in range(MAX_QUEUED_FRAMES + 1):
            hub.deliver("room:1", {"en": str(number)})
        return codes, len(other.received)

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
    from autobahn.twisted.websocket import WebSocketServerFactory

    from collective_brain.serving.daphne_server import prepare_frame

    text = "é" * (size // 2 - 1) + "e" * (size % 2)  # and two quotation marks
    assert prepare_frame(WebSocketServerFactory(), encode_frame(text))[: len(head)] == head


def test_frames_in_are_counted_over_any_ten_seconds(monkeypatch):
    from collective_brain.serving import websocket_limits

    times = [100.0, *[109.9] * 19, 110.1, 110.1]
    clock, counter = iter(times), websocket_limits.FrameCounter()
    monkeypatch.setattr(websocket_limits.time, "monotonic", lambda: next(clock))
    assert [counter.is_over_limit() for _ in times] == [False] * 21 + [True]


def test_a_tab_is_pinged_although_the_clock_of_the_machine_was_set_back(monkeypatch):
    from daphne import ws_protocol

    from collective_brain.serving.daphne_server import Server, WebSocketProtocol

    pings = []
    protocol = WebSocketProtocol()
    protocol.server = Server(application=None, endpoints=["tcp:port=0"])
    protocol.state = protocol.STATE_OPEN
    protocol.socket_opened = protocol.last_ping = ws_protocol.time.time()
    monkeypatch.setattr(protocol, "_sendAutoPing", lambda: pings.append("ping"))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 7200)
    protocol.check_timeouts()
    assert not pings  # 20 seconds are not over
    protocol.last_ping -= 21
    protocol.check_timeouts()
    assert pings == ["ping"]


class FullSocket:
    """Twisted's transport of a reader: the kernel takes `room` bytes more."""

    connected, disconnecting = True, False

    def __init__(self, room: int) -> None:
        self.room = room
        self.sent = self.buffer = b""

    def getHandle(self):
        return self

    def setsockopt(self, *option):
        pass

    def unregisterProducer(self):
        pass

    def registerProducer(self, producer, streaming):
        self.producer = producer
        producer.resumeProducing()

    def writeSomeData(self, data: bytes) -> int:
        written, self.room = min(self.room, len(data)), max(0, self.room - len(data))
        self.sent += data[:written]
        return written

    def write(self, data: bytes) -> None:
        self.buffer += data

    def drain(self) -> None:
        self.sent, self.buffer, self.room = self.sent + self.buffer, b"", 1000
        self.producer.resumeProducing()


def test_a_frame_that_the_kernel_takes_in_part_stays_whole():
    from collective_brain.serving.daphne_server import SocketTransport

    async def write():
        full = FullSocket(room=5)
        transport = SocketTransport(full)
        for frame in (b"abc", b"def", b"ghi"):
            transport.write(frame)
        assert (full.sent, full.buffer, transport.is_empty) == (b"abcde", b"fghi", False)
        waiting = asyncio.ensure_future(transport.wait_until_empty())
        await asyncio.sleep(0)
        assert not waiting.done()
        full.drain()
        await waiting
        transport.write(b"jkl")
        return full.sent

    assert asyncio.run(write()) == b"abcdefghijkl"
