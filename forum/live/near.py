"""The channel layer of a site in one process: what is sent to a group is in the hub's queue at once.

Channels' own copies each message twice over and starts tasks for it, which costs more than a delivery to ten tabs.
"""

import asyncio
import uuid
from collections import defaultdict
from typing import Any

MOST_WAITING = 10_000  # messages in one channel; the oldest are dropped, and found by their marks


class NearLayer:
    """As much of a channel layer as a hub needs; a message is handed on as it is, so nobody may change it."""

    def __init__(self) -> None:
        self._queues: dict[str, asyncio.Queue[dict[str, Any]]] = defaultdict(asyncio.Queue)
        self._groups: dict[str, set[str]] = defaultdict(set)

    async def new_channel(self) -> str:
        return uuid.uuid4().hex

    async def group_add(self, group: str, channel: str) -> None:
        self._groups[group].add(channel)

    async def group_discard(self, group: str, channel: str) -> None:
        self._groups[group].discard(channel)
        if not self._groups[group]:
            del self._groups[group]

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        for channel in self._groups.get(group, ()):
            await self.send(channel, message)

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        queue = self._queues[channel]
        if queue.qsize() == MOST_WAITING:
            queue.get_nowait()
        queue.put_nowait(message)

    async def receive(self, channel: str) -> dict[str, Any]:
        queue = self._queues[channel]
        try:
            return await queue.get()
        finally:
            if queue.empty():  # a channel that is used once leaves nothing behind
                self._queues.pop(channel, None)
