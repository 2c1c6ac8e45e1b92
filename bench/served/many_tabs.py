"""Hundreds of open tabs in one thread. They connect again as static/js/live.js does."""

import asyncio
import json
import random
import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, cast

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bench.served.clients import SiteAccess

ANSWERS_WITHIN = 10  # seconds, as in live.js


class ManyTabs(AbstractContextManager["ManyTabs"]):
    """Tabs that listen to `streams` in turn. Those of `sessions` are of members, in turn.

    open_tabs: how many are subscribed now. seconds_away: of each interruption that is over.
    """

    def __init__(
        self, site: SiteAccess, count: int, streams: Sequence[str], sessions: Sequence[str]
    ) -> None:
        self.site, self.count, self.streams, self.sessions = site, count, streams, sessions
        self.open_tabs = 0
        self.seconds_away: list[float] = []
        self._dice = random.Random(5)
        self._stop = asyncio.Event()

    def __enter__(self) -> "ManyTabs":
        self._thread = threading.Thread(target=asyncio.run, args=[self._run()], daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        tasks = [asyncio.create_task(self._keep_open(place)) for place in range(self.count)]
        await self._stop.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep_open(self, place: int) -> None:
        closed_at, failures = 0.0, 0
        while True:
            try:
                async with self._connection(place) as socket:
                    await self._subscribe(socket, place)
                    if closed_at:
                        self.seconds_away.append(time.monotonic() - closed_at)
                    closed_at, failures = 0.0, 0
                    await self._receive_all(socket)
            except (OSError, TimeoutError, WebSocketException):
                pass
            closed_at = closed_at or time.monotonic()
            failures += 1
            await asyncio.sleep(self._dice.uniform(1, min(30, 1.5 * 2**failures)))

    def _connection(self, place: int) -> connect:
        session = self.sessions[place % len(self.sessions)]
        return connect(
            f"{self.site.url.replace('http', 'ws', 1)}/live/",
            ssl=self.site.tls,
            origin=cast(Any, self.site.url),
            additional_headers={"Cookie": f"sessionid={session}"} if session else {},
            open_timeout=ANSWERS_WITHIN,
            close_timeout=1,
            ping_interval=None,
            compression=None,
        )

    async def _subscribe(self, socket: ClientConnection, place: int) -> None:
        stream = self.streams[place % len(self.streams)]
        await socket.send(json.dumps({"listen": stream, "language": "en"}))
        async with asyncio.timeout(ANSWERS_WITHIN):
            while json.loads(await socket.recv())["type"] != "listening":
                pass

    async def _receive_all(self, socket: ClientConnection) -> None:
        self.open_tabs += 1
        try:
            async for _frame in socket:
                pass
        finally:
            self.open_tabs -= 1
