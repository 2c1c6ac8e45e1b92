"""What an open socket costs while nothing is said: memory and processor time, beside a bare Daphne consumer."""

import time
from typing import Any

from bench.live.flock import Flock
from bench.live.sites import Floor, House, cpu, memory
from bench.report import Row

WARM = 50  # tabs opened before anything is measured: what is loaded once is nobody's
SETTLED = 3.0  # seconds


def idle(site: House, *, sockets: int, seconds: float) -> Row:
    """seconds: how long the processor's time is taken; 25 is one round of the hub and one `here` of each tab."""
    with Floor("bench.live.floors.consumer") as floor:
        bare_size, bare_cost = _cost(floor, sockets, seconds)
    size, cost = _cost(site, sockets, seconds)
    return {
        "site": site.name,
        "sockets": sockets,
        "kB each": size / 1000,
        "bare kB": bare_size / 1000,
        "times": size / bare_size,
        "target": "≤ 1.3 times",
        "CPU % for 1,000": cost * 100_000 / sockets,
        "bare CPU %": bare_cost * 100_000 / sockets,
    }


def _cost(server: Any, sockets: int, seconds: float) -> tuple[float, float]:
    """(bytes for each socket, processor seconds in a second for all of them)."""
    with Flock(server.tabs(WARM, 1)):
        time.sleep(SETTLED)
        before = memory(server.serving)
        with Flock(server.tabs(sockets, 1)):
            time.sleep(SETTLED)
            size = (memory(server.serving) - before) / sockets
            used = cpu(server.serving)
            time.sleep(seconds)
            return size, (cpu(server.serving) - used) / seconds
