"""The clients, in a process of their own: plain sockets and epoll, 3 µs a frame, so that they bound nothing.

A tab opens its socket, listens on its line, answers pings, says that it is here every 25 s, and counts what comes.
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

HANDSHAKES_AT_A_TIME = 50  # handshakes under way; more would meet Daphne's 5 s for one
HEARTBEAT_SECONDS = 25.0  # seconds
TabTarget = tuple[int, str, str]  # port, line, session


@dataclass
class Tally:
    """items: (line, mark) as they stand in the frame -> [how many came, when the first, when the last]."""

    items: dict[bytes, list[float]] = field(default_factory=dict)
    frames: int = 0
    gaps: int = 0  # marks that a tab never saw
    closed: int = 0  # tabs that the server ended
    seconds_to_open: list[float] = field(
        default_factory=list
    )  # seconds from connecting to `listening`


class Tab:
    __slots__ = ("is_open", "line", "mark", "rest", "since", "socket", "target")

    def __init__(self, target: TabTarget) -> None:
        port, self.line, session = target
        self.rest, self.mark, self.is_open, self.target = b"", 0, False, target
        self.since = time.monotonic()
        self.socket = socket.socket()
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(handshake_request(f"127.0.0.1:{port}", session))
        self.socket.setblocking(False)

    def say(self, frame: bytes) -> None:
        with contextlib.suppress(OSError):
            self.socket.send(frame)


class TabProcess:
    """All tabs of this process, and the loop that reads them. pipe: commands in, tallies out."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.poll = select.epoll()
        self.poll.register(pipe.fileno(), select.EPOLLIN)
        self.tabs: dict[int, Tab] = {}
        self.waiting: deque[TabTarget] = deque()
        self.opening = 0
        self.tally = Tally()
        self.until: tuple[int, float] | None = (
            None  # answer when so many frames came, or at that time
        )
        self.buffer = bytearray(1 << 18)
        self.said_here = time.monotonic()

    def run(self) -> None:
        while True:
            for number, _event in self.poll.poll(0.05):
                if number == self.pipe.fileno():
                    if not self._obey(*self.pipe.recv()):
                        return
                elif number in self.tabs:
                    self._read(self.tabs[number])
            self._open_some()
            self._say_here()
            self._answer()

    def _obey(self, word: str, *what: Any) -> bool:
        match word:
            case "open":
                self.waiting.extend(what[0])
                self.until = (0, time.monotonic() + what[1])
            case "expect":
                self.tally = Tally()
                self.until = (what[0], time.monotonic() + what[1])
            case "close":
                for tab in list(self.tabs.values()):
                    self._drop(tab)
                self.pipe.send(None)
        return word != "end"

    def _open_some(self) -> None:
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
            return self._lost(tab)
        data = tab.rest + self.buffer[:size] if tab.rest else bytes(self.buffer[:size])
        if not tab.is_open:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                tab.rest = head
                return None
            tab.is_open = True
            tab.say(json_frame({"listen": tab.line, "language": "en"}))
        frames, tab.rest = split_frames(data)
        for kind, payload in frames:
            self._take(tab, kind, payload)

    def _take(self, tab: Tab, kind: int, payload: bytes) -> None:
        if payload.startswith(ITEM):
            key = payload[15 : payload.index(b',"number"')]
            now = time.monotonic()
            seen = self.tally.items.setdefault(key, [0, now, now])
            seen[0] += 1
            seen[2] = now
            self.tally.frames += 1
            mark = int(key[key.rindex(b":") + 1 :])
            self.tally.gaps += max(0, mark - tab.mark - 1) if tab.mark else 0
            tab.mark = max(tab.mark, mark)
        elif kind == PING:
            tab.say(masked_frame(payload, PONG))
        elif kind == CLOSE:
            self._lost(tab)
        elif payload.startswith(LISTENING) and tab.since:
            self.tally.seconds_to_open.append(time.monotonic() - tab.since)
            tab.since = 0
            self.opening -= 1

    def _lost(self, tab: Tab) -> None:
        self.tally.closed += 1
        self._drop(tab)
        if tab.since:  # refused while opening: once more
            self.opening -= 1
            self.waiting.append(tab.target)

    def _drop(self, tab: Tab) -> None:
        if self.tabs.pop(tab.socket.fileno(), None):
            tab.socket.close()

    def _say_here(self) -> None:
        """A twentieth of the tabs at a time, so that nothing comes in one lump."""
        if time.monotonic() - self.said_here < HEARTBEAT_SECONDS / 20:
            return
        turn = int(time.monotonic() / (HEARTBEAT_SECONDS / 20)) % 20
        self.said_here = time.monotonic()
        here = json_frame({"here": True})
        for number, tab in self.tabs.items():
            if number % 20 == turn and tab.is_open:
                tab.say(here)

    def _answer(self) -> None:
        """The tally, when what was expected has come or its time is over."""
        if not self.until:
            return
        frames, deadline = self.until
        is_opening = bool(self.waiting or self.opening)
        if time.monotonic() > deadline or (self.tally.frames >= frames and not is_opening):
            self.until = None
            self.pipe.send(self.tally)
