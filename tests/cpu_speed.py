"""Limits in CPU seconds on machines of different speed.

A limit is the time on the machine on which it was set. A slower machine gets proportionally more.
"""

import time

# The CPU time of `_reference_work` on the machine on which the limits were set.
REFERENCE_SECONDS = 0.026
_TEXT = "the cooperative of farmers and bakers [in](Turin) *meets* on Monday " * 4000


def seconds_allowed(limit: float) -> float:
    """`limit` in CPU seconds, scaled to the current speed of this thread. At least `limit`."""
    return limit * max(1.0, _reference_work() / REFERENCE_SECONDS)


def _reference_work() -> float:
    """The CPU seconds that a fixed piece of text work takes."""
    start = time.thread_time()
    positions: dict[str, int] = {}
    for position, character in enumerate(_TEXT):
        positions[character] = positions.get(character, 0) + position % 7
    return time.thread_time() - start
