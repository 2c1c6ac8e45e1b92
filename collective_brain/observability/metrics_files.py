"""Files in which all processes of one machine keep their metrics, so that /metrics can add them up.

prometheus-client names these files by process id, so each restart would add files for ever. Here
each process locks the first free slot and continues in the files of that slot. There are as many
files as processes at one time, and no counter ever falls.
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
MAX_PROCESSES = 10_000
# Process id -> its slot and the open lock file. A forked process inherits its parent's entry, and
# so needs a slot under its own id.
_slot_by_process: dict[int, tuple[int, IO[str]]] = {}


def enable() -> None:
    """Keep all metrics that are created after this call in the files of this process's slot."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(FOLDER)
    values.ValueClass = values.MultiProcessValue(_own_slot)


class AllProcessesCollector(MultiProcessCollector):
    """Add counters over all slots, and live gauges over the slots of running processes."""

    def __init__(self) -> None:
        super().__init__(None, str(FOLDER))

    def collect(self) -> Iterable[Metric]:
        files = [
            str(path)
            for path in FOLDER.glob("*.db")
            if not _is_live_gauge(path) or _is_locked(_slot_of(path))
        ]
        return self.merge(files)


def _own_slot() -> int:
    process_id = os.getpid()
    if process_id not in _slot_by_process:
        _slot_by_process[process_id] = _lock_first_free_slot()
    return _slot_by_process[process_id][0]


def _lock_first_free_slot() -> tuple[int, IO[str]]:
    for slot in range(1, MAX_PROCESSES):
        if lock := _lock_if_free(slot):
            _delete_live_gauges(slot)
            return slot, lock
    raise RuntimeError(f"More than {MAX_PROCESSES} processes keep metrics in {FOLDER}.")


def _lock_if_free(slot: int) -> IO[str] | None:
    lock = (FOLDER / f"{slot}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _delete_live_gauges(slot: int) -> None:
    """Live gauges describe the process that held the slot before."""
    for path in FOLDER.glob(f"*_{slot}.db"):
        if _is_live_gauge(path):
            path.unlink()


def _is_locked(slot: int) -> bool:
    lock = _lock_if_free(slot)
    if lock:
        lock.close()
    return lock is None


def _is_live_gauge(path: Path) -> bool:
    return path.name.startswith("gauge_live")


def _slot_of(path: Path) -> int:
    return int(path.stem.rpartition("_")[2])
