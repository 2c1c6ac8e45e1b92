"""Without Redis one process does everything; a second one would deliver to nobody (decision 7)."""

import fcntl
from typing import IO, Any

from django.conf import settings
from django.core import checks

_open_locks: list[IO[str]] = []  # open until the process ends, however it ends


def refuse_second_process() -> str:
    """Why this process may not serve or work beside another of this site, in words; "" when it may."""
    settings.VAR.mkdir(parents=True, exist_ok=True)
    lock = (settings.VAR / "serving.lock").open("w")
    try:
        fcntl.flock(lock, (fcntl.LOCK_SH if settings.REDIS_URL else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return (
            f"Another process of this site is running (it holds {lock.name}). Several need Redis to hear "
            "each other: set REDIS_URL for all of them, or stop the other one."
        )
    _open_locks.append(lock)
    return ""


@checks.register
def check_redis_is_set(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """What a process cannot see of the others on other machines, a setting may tell."""
    if not settings.DATABASE_URL or settings.REDIS_URL:
        return []
    return [
        checks.Warning(
            "DATABASE_URL is set but REDIS_URL is not: this site may have one process only.",
            hint="Set REDIS_URL before you start a second one, on this machine or another.",
            id="collective_brain.W001",
        )
    ]
