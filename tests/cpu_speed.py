"""Limits in CPU seconds on machines of different speed.

A limit is the time on the machine on which it was set. A slower machine gets proportionally more.
"""

import time
from collections.abc import Callable

from django.core.cache import caches

# The CPU time of `_reference_work` on the machine on which the limits were set.
REFERENCE_SECONDS = 0.026
# Seconds before the second try, and twice as long before each further one: the process that slowed
# the first one down may have ended.
PAUSE = 0.5
_TEXT = "the cooperative of farmers and bakers [in](Turin) *meets* on Monday " * 4000


def assert_cheap(function: Callable[[], object], limit: float) -> None:
    """Assert that one of six calls of `function` takes less than `limit` CPU seconds."""
    seconds, allowed = cheapest_call(function, limit)
    assert seconds < allowed, f"{seconds:.3f} CPU seconds; {allowed:.3f} are allowed"


def cheapest_call(
    function: Callable[[], object], limit: float, *, tries: int = 6
) -> tuple[float, float]:
    """Call `function` until one call is below the limit, at most `tries` times.

    All caches are emptied before each call. The seconds are those of this thread, because other
    tests run beside it.

    Returns: the CPU seconds of the cheapest call, and the seconds that its limit allowed.
    """
    calls = []
    for number in range(tries):
        if number:
            time.sleep(PAUSE * 2 ** (number - 1))
        for cache in caches.all(initialized_only=True):
            cache.clear()
        before = seconds_allowed(limit)
        seconds = cpu_seconds(function)
        allowed = max(before, seconds_allowed(limit))  # the speed changes in between
        calls.append((seconds, allowed))
        if seconds < allowed:
            break
    return min(calls)


def cpu_seconds(function: Callable[[], object]) -> float:
    start = time.thread_time()
    function()
    return time.thread_time() - start


def seconds_allowed(limit: float) -> float:
    """`limit` in CPU seconds, scaled to the current speed of this thread. At least `limit`."""
    return limit * max(1.0, cpu_seconds(_reference_work) / REFERENCE_SECONDS)


def _reference_work() -> None:
    positions: dict[str, int] = {}
    for position, character in enumerate(_TEXT):
        positions[character] = positions.get(character, 0) + position % 7
