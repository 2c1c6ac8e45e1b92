"""Refuse a second process without Redis: it could not reach the tabs of the first (decision 7)."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core import checks

from collective_brain.errors import Refused

_open_locks: list[IO[str]] = []  # the operating system frees a lock when its process ends


def refuse_second_process() -> str:
    """Return why this process may not run beside another one of this site, or "".

    The lock covers the processes of one machine.
    """
    if lock := _lock(fcntl.LOCK_SH if settings.REDIS_URL else fcntl.LOCK_EX):
        _open_locks.append(lock)
        return ""
    return (
        f"Another process of this site is running (it holds {_lock_file()}). Several processes "
        "reach each other through Redis only: set REDIS_URL for all of them, or stop the other "
        "one."
    )


@contextmanager
def stopped_site() -> Iterator[None]:
    """Keep the site from starting within the `with` block. Raises Refused while it runs."""
    lock = _lock(fcntl.LOCK_EX)
    if lock is None:
        raise Refused(f"The site is running (a process holds {_lock_file()}). Stop it first.")
    with lock:
        yield


def _lock(kind: int) -> IO[str] | None:
    """Lock the file of this site; None if another process has a lock that excludes `kind`."""
    _lock_file().parent.mkdir(parents=True, exist_ok=True)
    lock = _lock_file().open("w")
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _lock_file() -> Path:
    return settings.VAR / "serving.lock"


@checks.register
def check_redis_is_set(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """Warn about a PostgreSQL without Redis: other machines may run processes of the site too."""
    if not settings.DATABASE_URL or settings.REDIS_URL:
        return []
    return [
        checks.Warning(
            "DATABASE_URL is set but REDIS_URL is not: this site may have one process only.",
            hint="Set REDIS_URL before you start a second one, on this machine or another.",
            id="collective_brain.W001",
        )
    ]
