"""Measure the memory and CPU time of idle sockets, beside those of a bare Daphne consumer."""

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

# They open before the measurement, so that modules loaded once do not count.
WARM_UP_TABS = 50
SETTLE_SECONDS = 3.0


def measure_idle_sockets(site: BenchSite, *, sockets: int, seconds: float) -> Row:
    """Measure the site and the baseline.

    seconds: of the CPU measurement. 25 contain one round of the hub and one `here` of each tab.
    """
    with BareServers("bench.live.bare_servers.daphne_consumer") as bare_servers:
        bare_size, bare_cost = _measure_server(bare_servers, sockets, seconds)
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
    """Return the bytes of each socket, and the CPU seconds in a second of all sockets."""
    with OpenTabs(server.tabs(WARM_UP_TABS, 1)):
        time.sleep(SETTLE_SECONDS)
        before = resident_bytes(server.server_pids)
        with OpenTabs(server.tabs(sockets, 1)):
            time.sleep(SETTLE_SECONDS)
            size = (resident_bytes(server.server_pids) - before) / sockets
            cpu_before = cpu_seconds(server.server_pids)
            time.sleep(seconds)
            return size, (cpu_seconds(server.server_pids) - cpu_before) / seconds
