"""Measure how tabs reconnect after a restart.

Each tab reconnects and catches up as static/js/live.js does, with the same jitter.
"""

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

# Seconds. This and the delays below are those of static/js/live.js.
ANSWERS_WITHIN = 10.0
GIVE_UP_AFTER = 180.0  # seconds
# For the first connection, which is not part of the measurement.
HANDSHAKES_AT_A_TIME = asyncio.Semaphore(100)


@dataclass(eq=False)
class ReturningTab:
    """A tab that subscribes to one stream. shown: the change marks that its page shows."""

    target: TabTarget
    shown: set[int] = field(default_factory=set)
    mark: int = 0
    failures: int = 0
    is_listening: bool = False
    is_up_to_date: bool = False
    catch_up_task: "asyncio.Task[None] | None" = None

    async def keep_connected(self) -> None:
        while True:
            with contextlib.suppress(
                OSError, EOFError, asyncio.TimeoutError, asyncio.IncompleteReadError
            ):
                await self._connect_and_read()
            self.is_listening = self.is_up_to_date = False
            self.failures += 1
            await asyncio.sleep(random.uniform(1, min(30, 1.5 * 2**self.failures)))

    async def _connect_and_read(self) -> None:
        port, stream, session = self.target
        handshakes = contextlib.nullcontext() if self.mark else HANDSHAKES_AT_A_TIME
        async with handshakes:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(handshake_request(f"127.0.0.1:{port}", session))
                await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), ANSWERS_WITHIN)
                writer.write(json_frame({"listen": stream, "language": "en", "since": self.mark}))
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
                self._receive_frame(json.loads(payload))
        return rest

    def _receive_frame(self, frame: dict[str, Any]) -> None:
        self.failures = 0
        if frame["type"] == "listening":
            self.is_listening = True
            if frame.get("changes", {}).get("head", 0) > self.mark and not self.catch_up_task:
                self._apply_changes(frame["changes"])
            elif self.mark and frame["mark"] != self.mark:
                self._start_catch_up()
            else:
                self.mark, self.is_up_to_date = frame["mark"], True
        elif frame["type"] == "item" and frame["mark"] > self.mark:
            # Before the subscription, its answer contains the missing changes.
            if frame["mark"] > self.mark + 1 and self.is_listening:
                self._start_catch_up()
            self.shown.add(frame["mark"])
            if frame["mark"] == self.mark + 1:
                self.mark += 1

    def _start_catch_up(self) -> None:
        if not self.catch_up_task:
            self.is_up_to_date = False
            self.catch_up_task = asyncio.ensure_future(self._catch_up())

    async def _catch_up(self) -> None:
        while True:
            with contextlib.suppress(OSError, EOFError, ValueError, asyncio.IncompleteReadError):
                self._apply_changes(await self._load_changes())
                return
            await asyncio.sleep(random.uniform(4, 8))

    def _apply_changes(self, answer: dict[str, Any]) -> None:
        self.shown.update(item["mark"] for item in answer["items"])
        self.mark = max(self.mark, answer["head"])
        while self.mark + 1 in self.shown:
            self.mark += 1
        self.catch_up_task, self.is_up_to_date = None, True

    async def _load_changes(self) -> dict[str, Any]:
        port, stream, session = self.target
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        request = (
            f"GET /live/{stream}/?since={self.mark}&language=en HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{port}\r\n"
            f"Cookie: sessionid={session}\r\nConnection: close\r\n\r\n"
        )
        try:
            writer.write(request.encode())
            response = await asyncio.wait_for(reader.read(-1), GIVE_UP_AFTER)
        finally:
            writer.close()
        return dict(json.loads(response.partition(b"\r\n\r\n")[2]))


def measure_reconnection(site: OneProcess, *, sockets: int) -> Row:
    return asyncio.run(_measure_reconnection(site, sockets))


async def _measure_reconnection(site: OneProcess, sockets: int) -> Row:
    """Restart the server while one member posts twice a second.

    The column "CPU s" counts the new process, from its start until all tabs are up to date.
    """
    tabs = [ReturningTab(target) for target in site.tabs(sockets, 1)]
    tab_tasks = [asyncio.ensure_future(tab.keep_connected()) for tab in tabs]
    stop, writer = threading.Event(), Writer(site.url, site.sessions[0])
    if len(await _wait_until_up_to_date(tabs)) < sockets:
        raise SystemExit(f"not all of {sockets} tabs opened within {GIVE_UP_AFTER} s")
    writing = asyncio.ensure_future(
        asyncio.to_thread(_write_until_stopped, writer, site.rooms[0], stop)
    )
    await asyncio.sleep(2)
    started = now()
    await asyncio.to_thread(site.end, "sockets-0")
    # Some tabs have not noticed the end of the server yet.
    for tab in tabs:
        tab.is_up_to_date = False
    restarting = asyncio.ensure_future(asyncio.to_thread(_start_server, site))
    recovered_at = await _wait_until_up_to_date(tabs)
    server_up_after, cpu_used = await restarting - started, cpu_seconds(site.server_pids)
    await asyncio.sleep(2)
    stop.set()
    await writing
    await asyncio.sleep(3)
    marks = {int(key.rpartition(b":")[2]) for key in writer.sent}
    for task in tab_tasks:
        task.cancel()
    times = sorted(when - started for when in recovered_at)
    return {
        "site": site.name,
        "sockets": sockets,
        "back": len(recovered_at),
        "server up s": server_up_after,
        "half back s": times[len(times) // 2],
        "99 % back s": times[int(len(times) * 0.99)],
        "all back s": times[-1],
        "CPU s": cpu_used,
        "target": "5,000 < 20 s",
        "messages": len(marks),
        "missed": sum(len(marks - tab.shown) for tab in tabs),
    }


async def _wait_until_up_to_date(tabs: list[ReturningTab]) -> list[float]:
    """Wait until all tabs are up to date, at most 180 s. Return when each of them was."""
    recovered_at: dict[ReturningTab, float] = {}
    deadline = now() + GIVE_UP_AFTER
    while len(recovered_at) < len(tabs) and now() < deadline:
        for tab in tabs:
            if tab.is_up_to_date:
                recovered_at.setdefault(tab, now())
        await asyncio.sleep(0.05)
    return list(recovered_at.values())


def _start_server(site: OneProcess) -> float:
    """Start the server and return when it answers."""
    site.start_server()
    return now()


def _write_until_stopped(writer: Writer, room: int, stop: threading.Event) -> None:
    for number in itertools.count():
        if stop.is_set():
            return
        with contextlib.suppress(OSError, http.client.HTTPException):
            writer.send_message(room, number)
        time.sleep(0.5)
