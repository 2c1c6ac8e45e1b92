"""Count uses of a key in moving windows, in the memory of this process or in Redis.

Neither store evicts a count before its window is over. Both use a clock that a change of the
server's time does not move into the future, so nobody waits longer than a window.
"""

import re
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol, cast

import redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from collective_brain.outages import Outage

RATE_PATTERN = re.compile(r"(?P<amount>\d+)/(?P<count>\d+ )?(?P<unit>second|minute|hour|day)s?")
SECONDS_BY_UNIT = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
SWEEP_EVERY = 60  # seconds between two deletions of ended windows from memory


class Rate(NamedTuple):
    """At most `amount` uses in each `seconds`."""

    amount: int
    seconds: int


class Windows(Protocol):
    def seconds_to_wait(self, key: str, rates: Sequence[Rate], *, count: bool) -> float:
        """The seconds until `key` may be used again; 0 or less if it may be used now.

        count: also count the use if it may be used now.
        """

    def clear(self, key: str) -> None: ...

    def clear_all(self) -> None: ...


@cache
def parse_rate(text: str) -> Rate:
    """Parse "6/minute" or "10/5 minutes". Raises ValueError."""
    match = RATE_PATTERN.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a rate such as 6/minute or 10/5 minutes.")
    return Rate(int(match["amount"]), int(match["count"] or 1) * SECONDS_BY_UNIT[match["unit"]])


class MemoryWindows:
    """Count uses in the memory of one process, with its monotonic clock.

    Each key needs about 350 bytes, and each use of it 32 more. A key is deleted after its longest
    window has ended.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._uses_by_key: dict[str, list[float]] = {}  # times, the oldest first
        self._ends_at: dict[str, float] = {}
        self._sweep_at = 0.0

    def __len__(self) -> int:
        return len(self._uses_by_key)

    def seconds_to_wait(self, key: str, rates: Sequence[Rate], *, count: bool) -> float:
        with self._lock:
            now = self._clock()
            uses = self._uses_by_key.get(key, [])
            waits = [
                uses[-rate.amount] + rate.seconds - now
                for rate in rates
                if len(uses) >= rate.amount
            ]
            wait = max(waits, default=0.0)
            if count and wait <= 0:
                self._count(key, uses, rates, now)
            return wait

    def _count(self, key: str, uses: list[float], rates: Sequence[Rate], now: float) -> None:
        if now >= self._sweep_at:
            self._sweep(now)
        uses.append(now)
        del uses[: -max(rate.amount for rate in rates)]
        self._uses_by_key[key] = uses
        self._ends_at[key] = now + max(rate.seconds for rate in rates)

    def _sweep(self, now: float) -> None:
        for key in [key for key, ends_at in self._ends_at.items() if ends_at <= now]:
            del self._uses_by_key[key], self._ends_at[key]
        self._sweep_at = now + SWEEP_EVERY

    def clear(self, key: str) -> None:
        with self._lock:
            self._uses_by_key.pop(key, None)
            self._ends_at.pop(key, None)

    def clear_all(self) -> None:
        with self._lock:
            self._uses_by_key.clear()
            self._ends_at.clear()


# One list for each key, the newest use first. The script runs as one step, so simultaneous requests
# need no lock. It uses the clock of Redis. If that clock was set back, the list lies in the future
# and is deleted.
SCRIPT = """
local key = KEYS[1]
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local newest = redis.call('LINDEX', key, 0)
if newest and tonumber(newest) > now + 1 then redis.call('DEL', key) end
local wait, most, longest = 0, 0, 0
for i = 2, #ARGV, 2 do
  local amount, seconds = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
  local first = redis.call('LINDEX', key, amount - 1)
  if first then wait = math.max(wait, tonumber(first) + seconds - now) end
  most, longest = math.max(most, amount), math.max(longest, seconds)
end
if wait <= 0 and ARGV[1] == '1' then
  redis.call('LPUSH', key, string.format('%.6f', now))
  redis.call('LTRIM', key, 0, most - 1)
  redis.call('EXPIRE', key, longest)
end
return string.format('%.6f', wait)
"""
PREFIX = "limit:"


class RedisWindows:
    """Counts of all processes. One use is one call of Redis.

    While Redis does not answer, this process counts in its own memory.
    """

    def __init__(self, url: str, timeout: float) -> None:
        """timeout: seconds for one answer of Redis."""
        self._redis: Any = redis.Redis.from_url(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            retry=Retry(NoBackoff(), 0),
        )
        self._script = self._redis.register_script(SCRIPT)
        self._in_memory = MemoryWindows()
        self._outage = Outage("Redis (rate limits)")

    def seconds_to_wait(self, key: str, rates: Sequence[Rate], *, count: bool) -> float:
        arguments = [int(count), *(number for rate in rates for number in rate)]
        if self._outage.may_try():
            try:
                wait = float(cast(Any, self._script(keys=[PREFIX + key], args=arguments)))
            except RedisError as error:
                self._outage.begin(error)
            else:
                self._outage.end()
                return wait
        return self._in_memory.seconds_to_wait(key, rates, count=count)

    def clear(self, key: str) -> None:
        self._in_memory.clear(key)
        if self._outage.may_try():
            try:
                self._redis.delete(PREFIX + key)
            except RedisError as error:
                self._outage.begin(error)

    def clear_all(self) -> None:
        self._in_memory.clear_all()
        for key in self._redis.scan_iter(f"{PREFIX}*"):
            self._redis.delete(key)
