"""Limit how often the hub sends something about one stream."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from forum.live import background_tasks


class Throttle:
    """Run a function at most once in `interval` seconds for each stream."""

    def __init__(self, interval: float) -> None:
        self.interval = interval
        self._due_at: dict[str, float] = {}

    def schedule(self, stream: str, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run the function soon, or when the interval is over.

        Do nothing if a run is scheduled already: that run sends what is true by then.
        """
        now = time.monotonic()
        due_at = self._due_at.get(stream, 0.0)
        if due_at > now:
            return
        delay = max(0.05, due_at + self.interval - now)
        self._due_at[stream] = now + delay
        asyncio.get_running_loop().call_later(delay, lambda: background_tasks.start(run()))

    def remove_stream(self, stream: str) -> None:
        self._due_at.pop(stream, None)
