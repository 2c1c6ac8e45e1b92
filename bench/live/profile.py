"""Where a process spends its time: py-spy looks 200 times a second, and its samples are added up by function."""

import subprocess
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench.live.sites import SERVERS_FOLDER
from bench.report import Row

FUNCTIONS_SHOWN = 12  # functions


def profile_process(
    pid: int, folder: Path, act: Callable[[], object], *, seconds: int
) -> list[Row]:
    """The functions in which `pid` itself is most, while `act` is done again and again."""
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
    own: Counter[str] = Counter()
    for line in samples.read_text().splitlines():
        stack, _, count = line.rpartition(" ")
        if "MainThread" not in stack:  # the loop's; the others wait for something to do
            continue
        own[_short_name(stack.split(";")[-1])] += int(count)
    return [
        {"function": name, "% of its time": 100 * count / own.total()}
        for name, count in own.most_common(FUNCTIONS_SHOWN)
    ]


def _short_name(frame: str) -> str:
    """`_deliver (hub.py)` of `_deliver (forum/live/hub.py:120)`."""
    name, _, place = frame.partition(" (")
    return f"{name} ({Path(place).name.partition(':')[0].rstrip(')')})"
