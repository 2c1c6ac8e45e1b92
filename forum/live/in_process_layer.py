"""The channel layer of a site in one process: what is sent to a group is in the hub's queue at once."""

import asyncio
from typing import Any

from channels.layers import InMemoryChannelLayer


class InProcessChannelLayer(InMemoryChannelLayer):
    """Channels' own, but a message is handed on as it is, so nobody may change it: its copies and tasks cost more than a
    delivery to ten tabs. A full channel loses its oldest message, which is found by its mark."""

    def _clean_expired(self) -> None:
        """Nothing expires, so no message has to look through all groups."""

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        queue = self._queue(channel)
        if queue.full():
            queue.get_nowait()
        queue.put_nowait(message)

    async def receive(self, channel: str) -> dict[str, Any]:
        queue = self._queue(channel)
        try:
            return await queue.get()
        finally:
            if queue.empty():  # a channel that nobody waits at any more leaves nothing
                self.channels.pop(channel, None)

    def _queue(self, channel: str) -> "asyncio.Queue[dict[str, Any]]":
        if channel not in self.channels:
            self.channels[channel] = asyncio.Queue(self.get_capacity(channel))
        return self.channels[channel]

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        for channel in self.groups.get(group, ()):
            await self.send(channel, message)
