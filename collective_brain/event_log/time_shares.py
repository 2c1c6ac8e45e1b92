"""How many seconds the worker has spent for each member, so that nobody keeps it from the others.

Each worker process counts for itself, and starts again every WINDOW_SECONDS.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

WINDOW_SECONDS = 60
SHARE_SECONDS = 3.0  # of each member in one window
# After so many events that were put behind the others, the oldest one runs.
EVENTS_PER_TURN = 5

_seconds_by_member: dict[int, float] = defaultdict(float)
_window_end = 0.0
_events_put_behind = 0


@contextmanager
def charge_worker_time(member_id: int) -> Iterator[None]:
    """Add the time of the `with` block to what the worker has spent for this member."""
    start = time.monotonic()
    try:
        yield
    finally:
        _start_new_window()
        _seconds_by_member[member_id] += time.monotonic() - start


def is_used_up(member_id: int) -> bool:
    """Whether the worker spent over SHARE_SECONDS for this member in the current window.

    The site itself, member 0, has no limit.
    """
    _start_new_window()
    return bool(member_id) and _seconds_by_member.get(member_id, 0.0) > SHARE_SECONDS


def is_turn_of_a_waiting_event() -> bool:
    """Count one more event that was put behind the others. True for each EVENTS_PER_TURN-th."""
    global _events_put_behind
    _events_put_behind += 1
    return _events_put_behind % EVENTS_PER_TURN == 0


def clear() -> None:
    """Forget everything, for tests."""
    global _events_put_behind
    _seconds_by_member.clear()
    _events_put_behind = 0


def _start_new_window() -> None:
    global _window_end
    if time.monotonic() > _window_end:
        _seconds_by_member.clear()
        _window_end = time.monotonic() + WINDOW_SECONDS
