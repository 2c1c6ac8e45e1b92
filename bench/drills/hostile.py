"""What others notice while somebody means harm: their longest answer, beside the longest of the calm before, and the server's memory."""

import subprocess
import sys
import time
from pathlib import Path

from bench.drills.participants import Participants, Row
from bench.drills.sites import SmallSite
from bench.served.sites import ROOT

PATIENCE = 60  # seconds beyond its time that an attack may take to end


def attack(site: SmallSite, times: int, *, name: str, seconds: float) -> Row:
    with Participants(site, writers=2) as participants:
        time.sleep(seconds)
        calm = round(max(participants.visitor.took))
        participants.visitor.took.clear()
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
            participants.until_whole(time.monotonic())
        grown = round((_memory(site) - before) / 1e6)
        return participants.row(
            name.replace("_", " "), times, grown_mb=grown, note=f"calm: {calm} ms"
        )


def _memory(site: SmallSite) -> int:
    """Bytes of the serving process that are in memory."""
    assert site.process
    status = Path(f"/proc/{site.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024
