"""An hour of chat: `python -m bench.soak [--minutes 60] [--json]`, or `make soak`.

300 sockets in ten rooms, eight members who write five messages a second, and tabs that come and go. Prints the memory
of the server once a minute, and all of it at the end: it must not grow for ever.
"""

import argparse
import sys
import threading

from bench.live.delivery import missed
from bench.live.flock import Flock, raise_limit
from bench.live.sites import House, OneProcess, cpu, memory, now, running
from bench.live.writers import Writer, write
from bench.report import Row, tell

SOCKETS, ROOMS, EACH_SECOND = 300, 10, 5.0
COME_AND_GO = 100  # sockets that are opened and closed every minute


def main() -> None:
    options = _options()
    raise_limit()
    with running(OneProcess, members=SOCKETS, rooms=ROOMS) as site:
        rows = soak(site, options.minutes)
    tell("Soak", rows, as_json=options.json, sockets=SOCKETS, rooms=ROOMS)


def soak(site: House, minutes: int) -> list[Row]:
    rows: list[Row] = []
    with Flock(site.tabs(SOCKETS, ROOMS)) as flock:
        for minute in range(1, minutes + 1):
            rows.append({"minute": minute, **_minute(site, flock)})
            print(
                *(f"{name} {value:,.0f}" for name, value in rows[-1].items()),
                file=sys.stderr,
                flush=True,
            )
    return rows


def _minute(site: House, flock: Flock) -> Row:
    flock.expect(10**12, within=60)
    used, began = cpu(site.serving), now()
    others = threading.Thread(target=_come_and_go, args=[site])
    others.start()
    sent = write(
        [Writer(site.url, session) for session in site.sessions[:8]],
        site.rooms,
        seconds=57,
        each_second=EACH_SECOND,
    )
    others.join()
    tally = flock.tally()
    return {
        "MB": memory(site.serving) / 1e6,
        "CPU %": 100 * (cpu(site.serving) - used) / (now() - began),
        "messages": len(sent),
        "missed": missed(flock, sent, tally),
        "closed": tally.closed,
    }


def _come_and_go(site: House) -> None:
    with Flock(site.tabs(COME_AND_GO, ROOMS)):
        threading.Event().wait(20)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
