"""What an open socket costs while nothing is said: memory and processor time, beside a bare Daphne consumer."""

import time
from typing import Any

from bench.live.open_tabs import OpenTabs
from bench.live.sites import (
    BareServers,
    BenchSite,
    cpu_seconds,
    resident_bytes,
)
from bench.report import Row

WARM_UP_TABS = 50  # tabs opened before anything is measured: what is loaded once is nobody's
SETTLE_SECONDS = 3.0  # seconds


def measure_idle_sockets(site: BenchSite, *, sockets: int, seconds: float) -> Row:
    """seconds: how long the processor's time is taken; 25 is one round of the hub and one `here` of each tab."""
    with BareServers("bench.live.bare_servers.daphne_consumer") as floor:
        bare_size, bare_cost = _measure_server(floor, sockets, seconds)
    size, cost = _measure_server(site, sockets, seconds)
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


def _measure_server(server: Any, sockets: int, seconds: float) -> tuple[float, float]:
    """(bytes for each socket, processor seconds in a second for all of them)."""
    with OpenTabs(server.tabs(WARM_UP_TABS, 1)):
        time.sleep(SETTLE_SECONDS)
        before = resident_bytes(server.server_pids)
        with OpenTabs(server.tabs(sockets, 1)):
            time.sleep(SETTLE_SECONDS)
            size = (resident_bytes(server.server_pids) - before) / sockets
            used = cpu_seconds(server.server_pids)
            time.sleep(seconds)
            return size, (cpu_seconds(server.server_pids) - used) / seconds
