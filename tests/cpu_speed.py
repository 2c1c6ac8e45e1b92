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
    tests run beside it. The speed of the machine is measured only after a call above the limit.

    Returns: the CPU seconds of the call that was cheapest for its limit, and this limit.
    """
    calls = []
    for number in range(tries):
        if number:
            time.sleep(PAUSE * 2 ** (number - 1))
        for cache in caches.all(initialized_only=True):
            cache.clear()
        seconds = cpu_seconds(function)
        if seconds < limit:
            return seconds, limit
        calls.append((seconds, limit * _slowness(seconds)))
        if calls[-1][0] < calls[-1][1]:
            break
    return min(calls, key=lambda call: call[0] / call[1])


def cpu_seconds(function: Callable[[], object]) -> float:
    start = time.thread_time()
    function()
    return time.thread_time() - start


def _slowness(seconds: float) -> float:
    """How many times the machine is slower than the one of the limits, at least 1.

    It is measured for as many CPU seconds as the call took, at most 5: a virtual machine counts
    the time in which its host ran another one, so a long call is slowed down more than a short one.
    """
    most = min(seconds, 5.0)
    spent, rounds = 0.0, 0
    while not rounds or spent < most:
        spent += cpu_seconds(_reference_work)
        rounds += 1
    return max(1.0, spent / rounds / REFERENCE_SECONDS)


def _reference_work() -> None:
    positions: dict[str, int] = {}
    for position, character in enumerate(_TEXT):
        positions[character] = positions.get(character, 0) + position % 7
