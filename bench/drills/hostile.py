"""What others notice while somebody means harm: their longest answer, beside the longest of the calm before, and the server's memory."""

import subprocess
import sys
import time
from pathlib import Path

from bench.drills.crowd import Crowd, Row
from bench.drills.houses import Small
from bench.served.sites import ROOT

PATIENCE = 60  # seconds beyond its time that an attack may take to end


def attack(house: Small, times: int, *, name: str, seconds: float) -> Row:
    with Crowd(house, writers=2) as crowd:
        time.sleep(seconds)
        calm = round(max(crowd.visitor.took))
        crowd.visitor.took.clear()
        before = _memory(house)
        for _ in range(times):
            command = [
                sys.executable,
                "-m",
                "bench.drills.attacks",
                name,
                str(house.port),
                str(seconds),
            ]
            subprocess.run(command, cwd=ROOT, check=True, timeout=seconds + PATIENCE)
            crowd.until_whole(time.monotonic())
        grown = round((_memory(house) - before) / 1e6)
        return crowd.row(name.replace("_", " "), times, grown_mb=grown, note=f"calm: {calm} ms")


def _memory(house: Small) -> int:
    """Bytes of the serving process that are in memory."""
    assert house.process
    status = Path(f"/proc/{house.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024
