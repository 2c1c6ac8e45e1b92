"""Refuse a second process without Redis: it could not reach the tabs of the first (decision 7)."""

import fcntl
from typing import IO, Any

from django.conf import settings
from django.core import checks

_open_locks: list[IO[str]] = []  # the operating system frees a lock when its process ends


def refuse_second_process() -> str:
    """Return why this process may not run beside another one of this site, or "".

    The lock covers the processes of one machine.
    """
    settings.VAR.mkdir(parents=True, exist_ok=True)
    lock = (settings.VAR / "serving.lock").open("w")
    kind = fcntl.LOCK_SH if settings.REDIS_URL else fcntl.LOCK_EX
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return (
            f"Another process of this site is running (it holds {lock.name}). Several processes "
            "reach each other through Redis only: set REDIS_URL for all of them, or stop the other "
            "one."
        )
    _open_locks.append(lock)
    return ""


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
