"""Measure live delivery: `python -m bench.live [--quick] [--json]`.

--quick uses fewer sockets and takes less than 5 minutes.
"""

import argparse
import sys
import time

from bench.live import delivery, idle_sockets, reconnection
from bench.live.open_tabs import OpenTabs, raise_open_file_limit
from bench.live.profile import profile_process
from bench.live.sites import (
    BenchSite,
    FourProcesses,
    Granian,
    OneProcess,
    Uvicorn,
    install_servers,
    on_another_server,
    running_site,
)
from bench.report import Row, print_report
from deploy import scale

Tables = dict[str, list[Row]]


def main() -> None:
    options = _options()
    raise_open_file_limit()
    tables: Tables = {}
    try:
        _measure(tables, quick=options.quick)
    finally:  # Print the finished tables also after a failure.
        _print_tables(tables, as_json=options.json)


def _measure(tables: Tables, *, quick: bool) -> None:
    sizes = (300, 1000) if quick else (300, 1000, 5000)
    missing = install_servers()
    with running_site(OneProcess, members=max(sizes), rooms=100) as site:
        # This is first, because a server keeps the memory of closed sockets and uses it again.
        _print_progress("idle sockets")
        tables["an idle socket"] = [
            idle_sockets.measure_idle_sockets(site, sockets=max(sizes), seconds=8 if quick else 26)
        ]
        _measure_delivery(tables, site, sizes, quick=quick)
        _print_progress("profile")
        if not missing:
            tables["profile of a fan-out to 300 in one room"] = _profile_fan_out(
                site, seconds=3 if quick else 8
            )
        _print_progress("coming back")
        tables["coming back after a restart"] = [
            reconnection.measure_reconnection(site, sockets=max(sizes))
        ]
        for server_class in [] if missing else [Uvicorn, Granian]:
            _print_progress(server_class.name)
            with on_another_server(site, server_class) as other:
                _measure_other_server(tables, other, quick=quick)
    if not scale.missing_packages():
        _print_progress(FourProcesses.name)
        with running_site(FourProcesses, members=max(sizes), rooms=100) as site:
            _measure_delivery(tables, site, sizes[-1:] if quick else sizes[1:], quick=quick)


def _measure_other_server(tables: Tables, site: BenchSite, *, quick: bool) -> None:
    if not quick:
        tables["an idle socket"].append(
            idle_sockets.measure_idle_sockets(site, sockets=1000, seconds=26)
        )
    frame = delivery.sample_frame(site)
    tables["fan-out"] += [
        delivery.measure_fan_out(site, sockets=300, rooms=rooms, frame=frame, times=60)
        for rooms in ((100,) if quick else (1, 100))
    ]


def _profile_fan_out(site: BenchSite, *, seconds: int) -> list[Row]:
    with OpenTabs(site.tabs(300, 1)):
        return profile_process(
            site.server_pids[0], site.folder, lambda: site.fan_out(1, 50), seconds=seconds
        )


def _measure_delivery(
    tables: Tables, site: BenchSite, sizes: tuple[int, ...], *, quick: bool
) -> None:
    """Measure fan-out, chat and paced chat.

    quick: fan-out with all sizes, chat with the smallest, paced chat only with one process.
    """
    frame, seconds = delivery.sample_frame(site), 3 if quick else 15
    shapes = [(sockets, rooms) for sockets in sizes for rooms in (1, 100)]
    for sockets, rooms in shapes:
        _print_progress(f"{sockets} sockets in {rooms} rooms")
        tables.setdefault("fan-out", []).append(
            delivery.measure_fan_out(site, sockets=sockets, rooms=rooms, frame=frame)
        )
        if not quick or sockets == sizes[0]:
            row = delivery.measure_chat(site, sockets=sockets, rooms=rooms, seconds=seconds)
            tables.setdefault("chat", []).append(row)
    if not quick or len(site.server_pids) == 1:
        _print_progress("500 sockets, 20 messages/s")
        row = delivery.measure_paced_chat(site, seconds=2 * seconds, frame=frame)
        tables.setdefault("500 sockets, 20 messages/s", []).append(row)


def _print_progress(step: str) -> None:
    """Print the current step, because the tables are printed at the end."""
    print(f"{time.strftime('%H:%M:%S')} {step}", file=sys.stderr, flush=True)


def _print_tables(tables: Tables, *, as_json: bool) -> None:
    if as_json:
        print_report("Live", [], as_json=True, **tables)
        return
    for title, rows in tables.items():
        print_report(title, rows, as_json=False)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
