"""Many tabs in one process. They use plain sockets and epoll: 3 µs a frame, so they limit nothing.

A tab opens its socket, subscribes to its stream, answers pings, sends a heartbeat every 25 s, and
counts the items that it receives.
"""

import contextlib
import select
import socket
import time
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from bench.live.frames import (
    CLOSE,
    ITEM,
    LISTENING,
    PING,
    PONG,
    handshake_request,
    json_frame,
    masked_frame,
    split_frames,
)

# With more, some would reach the 5 s that Daphne allows for a handshake.
HANDSHAKES_AT_A_TIME = 50
HEARTBEAT_SECONDS = 25.0
TabTarget = tuple[int, str, str]  # port, stream, session


@dataclass
class Tally:
    """What the tabs received.

    items: part of the frame with stream and mark -> [how many came, when the first, when the last].
    """

    items: dict[bytes, list[float]] = field(default_factory=dict)
    frames: int = 0
    gaps: int = 0  # change marks that a tab did not receive
    closed: int = 0  # tabs that the server closed
    seconds_to_open: list[float] = field(
        default_factory=list
    )  # seconds from connecting to `listening`


class Tab:
    """A socket. rest: bytes of an incomplete frame. since: start of the handshake, later 0."""

    __slots__ = ("is_open", "mark", "rest", "since", "socket", "stream", "target")

    def __init__(self, target: TabTarget) -> None:
        port, self.stream, session = target
        self.rest, self.mark, self.is_open, self.target = b"", 0, False, target
        self.since = time.monotonic()
        self.socket = socket.socket()
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(handshake_request(f"127.0.0.1:{port}", session))
        self.socket.setblocking(False)

    def send(self, frame: bytes) -> None:
        with contextlib.suppress(OSError):
            self.socket.send(frame)


class TabProcess:
    """All tabs of this process, and the loop that reads them.

    pipe: receives commands and sends tallies. until: the tally ends after so many frames, or then.
    """

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.poll = select.epoll()
        self.poll.register(pipe.fileno(), select.EPOLLIN)
        self.tabs: dict[int, Tab] = {}
        self.waiting: deque[TabTarget] = deque()
        self.opening = 0
        self.tally = Tally()
        self.until: tuple[int, float] | None = None
        self.buffer = bytearray(1 << 18)
        self.last_heartbeat = time.monotonic()

    def run(self) -> None:
        while True:
            for number, _event in self.poll.poll(0.05):
                if number == self.pipe.fileno():
                    if not self._run_command(*self.pipe.recv()):
                        return
                elif number in self.tabs:
                    self._read(self.tabs[number])
            self._open_waiting_tabs()
            self._send_heartbeats()
            self._send_finished_tally()

    def _run_command(self, command: str, *arguments: Any) -> bool:
        match command:
            case "open":
                self.waiting.extend(arguments[0])
                self.until = (0, time.monotonic() + arguments[1])
            case "expect":
                self.tally = Tally()
                self.until = (arguments[0], time.monotonic() + arguments[1])
            case "close":
                for tab in list(self.tabs.values()):
                    self._close(tab)
                self.pipe.send(None)
        return command != "end"

    def _open_waiting_tabs(self) -> None:
        while self.waiting and self.opening < HANDSHAKES_AT_A_TIME:
            tab = Tab(self.waiting.popleft())
            self.tabs[tab.socket.fileno()] = tab
            self.poll.register(tab.socket.fileno(), select.EPOLLIN)
            self.opening += 1

    def _read(self, tab: Tab) -> None:
        try:
            size = tab.socket.recv_into(self.buffer)
        except BlockingIOError:
            return None
        except OSError:
            size = 0
        if not size:
            return self._count_closed(tab)
        data = tab.rest + self.buffer[:size] if tab.rest else bytes(self.buffer[:size])
        if not tab.is_open:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                tab.rest = head
                return None
            tab.is_open = True
            tab.send(json_frame({"listen": tab.stream, "language": "en"}))
        frames, tab.rest = split_frames(data)
        for kind, payload in frames:
            self._receive_frame(tab, kind, payload)

    def _receive_frame(self, tab: Tab, kind: int, payload: bytes) -> None:
        if payload.startswith(ITEM):
            key = payload[15 : payload.index(b',"number"')]
            now = time.monotonic()
            counts = self.tally.items.setdefault(key, [0, now, now])
            counts[0] += 1
            counts[2] = now
            self.tally.frames += 1
            mark = int(key[key.rindex(b":") + 1 :])
            self.tally.gaps += max(0, mark - tab.mark - 1) if tab.mark else 0
            tab.mark = max(tab.mark, mark)
        elif kind == PING:
            tab.send(masked_frame(payload, PONG))
        elif kind == CLOSE:
            self._count_closed(tab)
        elif payload.startswith(LISTENING) and tab.since:
            self.tally.seconds_to_open.append(time.monotonic() - tab.since)
            tab.since = 0
            self.opening -= 1

    def _count_closed(self, tab: Tab) -> None:
        self.tally.closed += 1
        self._close(tab)
        if tab.since:  # The server refused the handshake. Try again.
            self.opening -= 1
            self.waiting.append(tab.target)

    def _close(self, tab: Tab) -> None:
        if self.tabs.pop(tab.socket.fileno(), None):
            tab.socket.close()

    def _send_heartbeats(self) -> None:
        """Send the heartbeats of a twentieth of the tabs at a time, to spread the load."""
        if time.monotonic() - self.last_heartbeat < HEARTBEAT_SECONDS / 20:
            return
        turn = int(time.monotonic() / (HEARTBEAT_SECONDS / 20)) % 20
        self.last_heartbeat = time.monotonic()
        heartbeat = json_frame({"here": True})
        for number, tab in self.tabs.items():
            if number % 20 == turn and tab.is_open:
                tab.send(heartbeat)

    def _send_finished_tally(self) -> None:
        """Send the tally when all expected frames have arrived, or its time is over."""
        if not self.until:
            return
        frames, deadline = self.until
        is_opening = bool(self.waiting or self.opening)
        if time.monotonic() > deadline or (self.tally.frames >= frames and not is_opening):
            self.until = None
            self.pipe.send(self.tally)
