"""Profile a process: py-spy samples it 200 times a second. Sum the samples by function."""

import subprocess
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench.live.sites import SERVERS_FOLDER
from bench.report import Row

FUNCTIONS_SHOWN = 12


def profile_process(
    pid: int, folder: Path, act: Callable[[], object], *, seconds: int
) -> list[Row]:
    """Repeat `act` and return the functions with the most own time in the process `pid`."""
    samples = folder / "samples"
    command = [
        "record",
        "--pid",
        str(pid),
        "--rate",
        "200",
        "--threads",
        "--duration",
        str(seconds),
        "--format",
        "raw",
    ]
    spy = subprocess.Popen(
        [str(SERVERS_FOLDER / "bin" / "py-spy"), *command, "--output", str(samples)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while spy.poll() is None:
        act()
        threading.Event().wait(0.01)
    own_samples: Counter[str] = Counter()
    for line in samples.read_text().splitlines():
        stack, _, count = line.rpartition(" ")
        # The event loop is in the main thread. The other threads mostly wait.
        if "MainThread" not in stack:
            continue
        own_samples[_short_name(stack.split(";")[-1])] += int(count)
    return [
        {"function": name, "% of its time": 100 * count / own_samples.total()}
        for name, count in own_samples.most_common(FUNCTIONS_SHOWN)
    ]


def _short_name(frame: str) -> str:
    """Shorten `_deliver (forum/live/hub.py:120)` to `_deliver (hub.py)`."""
    name, _, place = frame.partition(" (")
    return f"{name} ({Path(place).name.partition(':')[0].rstrip(')')})"
