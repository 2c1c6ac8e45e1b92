"""How often the hub says something of one line."""

import asyncio
import time
from collections.abc import Awaitable, Callable


class Throttle:
    """For each line at most one act in `every` seconds: at once, or when they have passed since the last."""

    def __init__(self, every: float) -> None:
        self.every = every
        self._due: dict[str, float] = {}

    def soon(self, line: str, act: Callable[[], Awaitable[None]]) -> None:
        """Do `act` in its time, unless one is coming already: it will say what is so by then."""
        now = time.monotonic()
        last = self._due.get(line, 0.0)
        if last > now:
            return
        wait = max(0.05, last + self.every - now)
        self._due[line] = now + wait
        asyncio.get_running_loop().call_later(wait, lambda: asyncio.ensure_future(act()))

    def forget(self, line: str) -> None:
        self._due.pop(line, None)
