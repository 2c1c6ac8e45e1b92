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

from bench.live.frames import CLOSE, PING, PONG, handshake, masked, said, split
from bench.live.sites import OneProcess, cpu, now
from bench.live.tabs import Wanted
from bench.live.writers import Writer
from bench.report import Row

ANSWER = 10.0  # seconds that a sign of life may take; as the five below in static/js/live.js and posts.js
GIVE_UP = 180.0
AT_ONCE = asyncio.Semaphore(100)  # handshakes under way at the first opening, which is no restart


@dataclass(eq=False)
class ReturningTab:
    """One tab on one line. shown: the marks that its page has."""

    wanted: Wanted
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
        port, line, session = self.wanted
        first = contextlib.nullcontext() if self.mark else AT_ONCE
        async with first:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(handshake(f"127.0.0.1:{port}", session))
                await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), ANSWER)
                writer.write(said({"listen": line, "language": "en", "since": self.mark}))
                rest = await self._read(reader, writer, b"", within=ANSWER)
            except BaseException:
                writer.close()
                raise
        try:
            while True:
                rest = await self._read(reader, writer, rest, within=GIVE_UP)
        finally:
            writer.close()

    async def _read(self, reader: Any, writer: Any, rest: bytes, *, within: float) -> bytes:
        data = await asyncio.wait_for(reader.read(1 << 16), within)
        if not data:
            raise EOFError
        frames, rest = split(rest + data)
        for kind, payload in frames:
            if kind == CLOSE:
                raise EOFError
            if kind == PING:
                writer.write(masked(payload, PONG))
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
        port, line, session = self.wanted
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        asked = (
            f"GET /live/{line}/?since={self.mark}&language=en HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Cookie: sessionid={session}\r\nConnection: close\r\n\r\n"
        )
        try:
            writer.write(asked.encode())
            answer = await asyncio.wait_for(reader.read(-1), GIVE_UP)
        finally:
            writer.close()
        return dict(json.loads(answer.partition(b"\r\n\r\n")[2]))


def come_back(site: OneProcess, *, sockets: int) -> Row:
    return asyncio.run(_come_back(site, sockets))


async def _come_back(site: OneProcess, sockets: int) -> Row:
    """One member writes twice a second all the time. CPU: of the new process, from its start until all are back."""
    tabs = [ReturningTab(wanted) for wanted in site.tabs(sockets, 1)]
    running = [asyncio.ensure_future(tab.live()) for tab in tabs]
    stop, writer = threading.Event(), Writer(site.url, site.sessions[0])
    if len(await _until(tabs)) < sockets:
        raise SystemExit(f"not all of {sockets} tabs opened within {GIVE_UP} s")
    writing = asyncio.ensure_future(asyncio.to_thread(_write_on, writer, site.rooms[0], stop))
    await asyncio.sleep(2)
    began = now()
    await asyncio.to_thread(site.end, "sockets-0")
    for tab in tabs:  # some have not noticed yet
        tab.is_whole = False
    restarting = asyncio.ensure_future(asyncio.to_thread(_serve, site))
    came = await _until(tabs)
    up_after, used = await restarting - began, cpu(site.serving)
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


async def _until(tabs: list[ReturningTab]) -> list[float]:
    """When each tab was whole, once all are, or after 180 s."""
    came: dict[ReturningTab, float] = {}
    deadline = now() + GIVE_UP
    while len(came) < len(tabs) and now() < deadline:
        came |= {tab: now() for tab in tabs if tab.is_whole and tab not in came}
        await asyncio.sleep(0.05)
    return list(came.values())


def _serve(site: OneProcess) -> float:
    """When it answers."""
    site.serve()
    return now()


def _write_on(writer: Writer, room: int, stop: threading.Event) -> None:
    for number in itertools.count():
        if stop.is_set():
            return
        with contextlib.suppress(OSError, http.client.HTTPException):
            writer.say(room, number)
        time.sleep(0.5)
