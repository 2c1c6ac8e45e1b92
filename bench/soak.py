"""Run an hour of chat: `python -m bench.soak [--minutes 60] [--json]`, or `make soak`.

300 sockets are open in ten rooms, eight members write five messages a second, and 100 other sockets
open and close every minute. The command prints the memory of the server once a minute, and all
rows at the end. The memory must not grow without end.
"""

import argparse
import sys
import threading

from bench.live.delivery import count_missed
from bench.live.open_tabs import OpenTabs, raise_open_file_limit
from bench.live.sites import (
    BenchSite,
    OneProcess,
    cpu_seconds,
    now,
    resident_bytes,
    running_site,
)
from bench.live.writers import Writer, write_messages
from bench.report import Row, print_report

SOCKETS, ROOMS, EACH_SECOND = 300, 10, 5.0
SHORT_LIVED_SOCKETS = 100  # every minute


def main() -> None:
    options = _options()
    raise_open_file_limit()
    with running_site(OneProcess, members=SOCKETS, rooms=ROOMS) as site:
        rows = measure_minutes(site, options.minutes)
    print_report("Soak", rows, as_json=options.json, sockets=SOCKETS, rooms=ROOMS)


def measure_minutes(site: BenchSite, minutes: int) -> list[Row]:
    rows: list[Row] = []
    with OpenTabs(site.tabs(SOCKETS, ROOMS)) as open_tabs:
        for minute in range(1, minutes + 1):
            rows.append({"minute": minute, **_measure_minute(site, open_tabs)})
            print(
                *(f"{name} {value:,.0f}" for name, value in rows[-1].items()),
                file=sys.stderr,
                flush=True,
            )
    return rows


def _measure_minute(site: BenchSite, open_tabs: OpenTabs) -> Row:
    open_tabs.start_counting(10**12, within=60)
    cpu_before, started = cpu_seconds(site.server_pids), now()
    short_lived = threading.Thread(target=_open_and_close_sockets, args=[site])
    short_lived.start()
    sent = write_messages(
        [Writer(site.url, session) for session in site.sessions[:8]],
        site.rooms,
        seconds=57,
        each_second=EACH_SECOND,
    )
    short_lived.join()
    tally = open_tabs.wait_for_tally()
    return {
        "MB": resident_bytes(site.server_pids) / 1e6,
        "CPU %": 100 * (cpu_seconds(site.server_pids) - cpu_before) / (now() - started),
        "messages": len(sent),
        "missed": count_missed(open_tabs, sent, tally),
        "closed": tally.closed,
    }


def _open_and_close_sockets(site: BenchSite) -> None:
    with OpenTabs(site.tabs(SHORT_LIVED_SOCKETS, ROOMS)):
        threading.Event().wait(20)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
