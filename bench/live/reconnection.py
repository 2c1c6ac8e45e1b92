"""A restart: every tab comes back as static/js/live.js does it, with the same jitter, and asks for what it missed."""

import asyncio
import contextlib
import http.client
import itertools
import json
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from bench.live.frames import (
    CLOSE,
    PING,
    PONG,
    handshake_request,
    json_frame,
    masked_frame,
    split_frames,
)
from bench.live.sites import OneProcess, cpu_seconds, now
from bench.live.tab_process import TabTarget
from bench.live.writers import Writer
from bench.report import Row

ANSWERS_WITHIN = 10.0  # seconds that a sign of life may take; as the five below in static/js/live.js and posts.js
GIVE_UP_AFTER = 180.0
HANDSHAKES_AT_A_TIME = asyncio.Semaphore(
    100
)  # handshakes under way at the first opening, which is no restart


@dataclass(eq=False)
class ReturningTab:
    """One tab on one line. shown: the marks that its page has."""

    target: TabTarget
    shown: set[int] = field(default_factory=set)
    mark: int = 0
    failures: int = 0
    is_listening: bool = False
    is_whole: bool = False
    asking: "asyncio.Task[None] | None" = None

    async def live(self) -> None:
        while True:
            with contextlib.suppress(
                OSError, EOFError, asyncio.TimeoutError, asyncio.IncompleteReadError
            ):
                await self._connected()
            self.is_listening = self.is_whole = False
            self.failures += 1
            await asyncio.sleep(random.uniform(1, min(30, 1.5 * 2**self.failures)))

    async def _connected(self) -> None:
        port, line, session = self.target
        first = contextlib.nullcontext() if self.mark else HANDSHAKES_AT_A_TIME
        async with first:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(handshake_request(f"127.0.0.1:{port}", session))
                await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), ANSWERS_WITHIN)
                writer.write(json_frame({"listen": line, "language": "en", "since": self.mark}))
                rest = await self._read(reader, writer, b"", within=ANSWERS_WITHIN)
            except BaseException:
                writer.close()
                raise
        try:
            while True:
                rest = await self._read(reader, writer, rest, within=GIVE_UP_AFTER)
        finally:
            writer.close()

    async def _read(self, reader: Any, writer: Any, rest: bytes, *, within: float) -> bytes:
        data = await asyncio.wait_for(reader.read(1 << 16), within)
        if not data:
            raise EOFError
        frames, rest = split_frames(rest + data)
        for kind, payload in frames:
            if kind == CLOSE:
                raise EOFError
            if kind == PING:
                writer.write(masked_frame(payload, PONG))
            else:
                self._take(json.loads(payload))
        return rest

    def _take(self, frame: dict[str, Any]) -> None:
        self.failures = 0
        if frame["type"] == "listening":
            self.is_listening = True
            if frame.get("changes", {}).get("head", 0) > self.mark and not self.asking:
                self._caught_up(frame["changes"])
            elif self.mark and frame["mark"] != self.mark:
                self._ask()
            else:
                self.mark, self.is_whole = frame["mark"], True
        elif frame["type"] == "item" and frame["mark"] > self.mark:
            if frame["mark"] > self.mark + 1 and self.is_listening:  # else the answer will tell
                self._ask()
            self.shown.add(frame["mark"])
            if frame["mark"] == self.mark + 1:
                self.mark += 1

    def _ask(self) -> None:
        if not self.asking:
            self.is_whole = False
            self.asking = asyncio.ensure_future(self._catch_up())

    async def _catch_up(self) -> None:
        while True:
            with contextlib.suppress(OSError, EOFError, ValueError, asyncio.IncompleteReadError):
                self._caught_up(await self._changes())
                return
            await asyncio.sleep(random.uniform(4, 8))

    def _caught_up(self, answer: dict[str, Any]) -> None:
        self.shown.update(item["mark"] for item in answer["items"])
        self.mark = max(self.mark, answer["head"])
        while self.mark + 1 in self.shown:
            self.mark += 1
        self.asking, self.is_whole = None, True

    async def _changes(self) -> dict[str, Any]:
        port, line, session = self.target
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        asked = (
            f"GET /live/{line}/?since={self.mark}&language=en HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Cookie: sessionid={session}\r\nConnection: close\r\n\r\n"
        )
        try:
            writer.write(asked.encode())
            answer = await asyncio.wait_for(reader.read(-1), GIVE_UP_AFTER)
        finally:
            writer.close()
        return dict(json.loads(answer.partition(b"\r\n\r\n")[2]))


def measure_reconnection(site: OneProcess, *, sockets: int) -> Row:
    return asyncio.run(_measure_reconnection(site, sockets))


async def _measure_reconnection(site: OneProcess, sockets: int) -> Row:
    """One member writes twice a second all the time. CPU: of the new process, from its start until all are back."""
    tabs = [ReturningTab(target) for target in site.tabs(sockets, 1)]
    running = [asyncio.ensure_future(tab.live()) for tab in tabs]
    stop, writer = threading.Event(), Writer(site.url, site.sessions[0])
    if len(await _wait_until_up_to_date(tabs)) < sockets:
        raise SystemExit(f"not all of {sockets} tabs opened within {GIVE_UP_AFTER} s")
    writing = asyncio.ensure_future(
        asyncio.to_thread(_write_until_stopped, writer, site.rooms[0], stop)
    )
    await asyncio.sleep(2)
    began = now()
    await asyncio.to_thread(site.end, "sockets-0")
    for tab in tabs:  # some have not noticed yet
        tab.is_whole = False
    restarting = asyncio.ensure_future(asyncio.to_thread(_start_server, site))
    came = await _wait_until_up_to_date(tabs)
    up_after, used = await restarting - began, cpu_seconds(site.server_pids)
    await asyncio.sleep(2)
    stop.set()
    await writing
    await asyncio.sleep(3)
    marks = {int(key.rpartition(b":")[2]) for key in writer.sent}
    for one in running:
        one.cancel()
    times = sorted(when - began for when in came)
    return {
        "site": site.name,
        "sockets": sockets,
        "back": len(came),
        "server up s": up_after,
        "half back s": times[len(times) // 2],
        "99 % back s": times[int(len(times) * 0.99)],
        "all back s": times[-1],
        "CPU s": used,
        "target": "5,000 < 20 s",
        "messages": len(marks),
        "missed": sum(len(marks - tab.shown) for tab in tabs),
    }


async def _wait_until_up_to_date(tabs: list[ReturningTab]) -> list[float]:
    """When each tab was whole, once all are, or after 180 s."""
    came: dict[ReturningTab, float] = {}
    deadline = now() + GIVE_UP_AFTER
    while len(came) < len(tabs) and now() < deadline:
        came |= {tab: now() for tab in tabs if tab.is_whole and tab not in came}
        await asyncio.sleep(0.05)
    return list(came.values())


def _start_server(site: OneProcess) -> float:
    """When it answers."""
    site.start_server()
    return now()


def _write_until_stopped(writer: Writer, room: int, stop: threading.Event) -> None:
    for number in itertools.count():
        if stop.is_set():
            return
        with contextlib.suppress(OSError, http.client.HTTPException):
            writer.send_message(room, number)
        time.sleep(0.5)
