"""One set of figures of all processes of a site on one machine, in files under its folder.

prometheus-client names its files by process id, so they would grow in number with every restart, for ever.
Here each process holds the first slot that is free (a lock that ends with it) and goes on in that slot's files:
as many files as processes at once, and no counter ever falls.
"""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from django.conf import settings
from prometheus_client import Metric, values
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER: Path = settings.VAR / "metrics"
MOST = 10_000
_held: dict[
    int, tuple[int, IO[str]]
] = {}  # process id -> its slot; a fork finds its parent's, and takes its own


def use() -> None:
    """Keep the metrics that are made from now on in the files of this process's slot."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(FOLDER)
    values.ValueClass = values.MultiProcessValue(_slot)


class AllProcesses(MultiProcessCollector):
    """The sums over all slots; what is so only now (`gauge_live…`) over those that a process holds."""

    def __init__(self) -> None:
        super().__init__(None, str(FOLDER))

    def collect(self) -> Iterable[Metric]:
        files = [
            path for path in FOLDER.glob("*.db") if not _is_of_now(path) or _is_held(_slot_of(path))
        ]
        return self.merge(map(str, files))


def _slot() -> int:
    if os.getpid() not in _held:
        _held[os.getpid()] = next(filter(None, map(_take, range(1, MOST))))
    return _held[os.getpid()][0]


def _take(slot: int) -> tuple[int, IO[str]] | None:
    lock = (FOLDER / f"{slot}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    for path in filter(_is_of_now, FOLDER.glob(f"*_{slot}.db")):  # was so of the process before
        path.unlink()
    return slot, lock


def _is_held(slot: int) -> bool:
    with (FOLDER / f"{slot}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _is_of_now(path: Path) -> bool:
    return path.name.startswith("gauge_live")


def _slot_of(path: Path) -> int:
    return int(path.stem.rpartition("_")[2])
