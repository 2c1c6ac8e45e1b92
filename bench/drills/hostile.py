"""What others notice during an attack: their longest answer and the memory of the server.

The longest answer before the attack is in the note of the row.
"""

import subprocess
import sys
import time
from pathlib import Path

from bench.drills.participants import Participants, Row
from bench.drills.sites import SmallSite
from bench.served.sites import ROOT

PATIENCE = 60  # seconds that an attack may need to end after its time


def attack(site: SmallSite, times: int, *, name: str, seconds: float) -> Row:
    with Participants(site, writers=2) as participants:
        time.sleep(seconds)
        calm = round(max(participants.visitor.milliseconds))
        participants.visitor.milliseconds.clear()
        before = _memory(site)
        for _ in range(times):
            command = [
                sys.executable,
                "-m",
                "bench.drills.attacks",
                name,
                str(site.port),
                str(seconds),
            ]
            subprocess.run(command, cwd=ROOT, check=True, timeout=seconds + PATIENCE)
            participants.wait_until_recovered(time.monotonic())
        grown = round((_memory(site) - before) / 1e6)
        return participants.row(
            name.replace("_", " "), times, grown_mb=grown, note=f"calm: {calm} ms"
        )


def _memory(site: SmallSite) -> int:
    """The resident memory of the serving process in bytes."""
    assert site.process
    status = Path(f"/proc/{site.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024
