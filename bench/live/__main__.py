"""What the live layer bears: `python -m bench.live [--quick] [--json]`. --quick: fewer sockets, under 5 minutes."""

import argparse
import sys
import time

from bench.live import comeback, delivery, idle
from bench.live.flock import Flock, raise_limit
from bench.live.profile import profile
from bench.live.sites import (
    FourProcesses,
    Granian,
    House,
    OneProcess,
    Uvicorn,
    install_servers,
    instead,
    running,
)
from bench.report import Row, tell
from deploy import scale

Tables = dict[str, list[Row]]


def main() -> None:
    options = _options()
    raise_limit()
    tables: Tables = {}
    try:
        _measure(tables, quick=options.quick)
    finally:  # what was measured before something failed is told, too
        _tell(tables, as_json=options.json)


def _measure(tables: Tables, *, quick: bool) -> None:
    sizes = (300, 1000) if quick else (300, 1000, 5000)
    missing = install_servers()
    with running(OneProcess, members=max(sizes), rooms=100) as site:
        # First: a server that held sockets before has their memory still, and new ones would seem to weigh nothing.
        _note("idle sockets")
        tables["an idle socket"] = [idle.idle(site, sockets=max(sizes), seconds=8 if quick else 26)]
        _delivery(tables, site, sizes, quick=quick)
        _note("profile")
        if not missing:
            tables["profile of a fan-out to 300 in one room"] = _profile(
                site, seconds=3 if quick else 8
            )
        _note("coming back")
        tables["coming back after a restart"] = [comeback.come_back(site, sockets=max(sizes))]
        for kind in [] if missing else [Uvicorn, Granian]:
            _note(kind.name)
            with instead(site, kind) as other:
                _other_server(tables, other, quick=quick)
    if not scale.missing_packages():
        _note(FourProcesses.name)
        with running(FourProcesses, members=max(sizes), rooms=100) as site:
            _delivery(tables, site, sizes[-1:] if quick else sizes[1:], quick=quick)


def _other_server(tables: Tables, site: House, *, quick: bool) -> None:
    if not quick:
        tables["an idle socket"].append(idle.idle(site, sockets=1000, seconds=26))
    frame = delivery.frame_of(site)
    tables["fan-out"] += [
        delivery.fan_out(site, sockets=300, rooms=rooms, frame=frame, times=60)
        for rooms in ((100,) if quick else (1, 100))
    ]


def _profile(site: House, *, seconds: int) -> list[Row]:
    with Flock(site.tabs(300, 1)):
        return profile(site.serving[0], site.folder, lambda: site.fan_out(1, 50), seconds=seconds)


def _delivery(tables: Tables, site: House, sizes: tuple[int, ...], *, quick: bool) -> None:
    """quick: everything pushed, but only the smallest written; the paced writing only on one process."""
    frame, seconds = delivery.frame_of(site), 3 if quick else 15
    shapes = [(sockets, rooms) for sockets in sizes for rooms in (1, 100)]
    for sockets, rooms in shapes:
        _note(f"{sockets} sockets in {rooms} rooms")
        tables.setdefault("fan-out", []).append(
            delivery.fan_out(site, sockets=sockets, rooms=rooms, frame=frame)
        )
        if not quick or sockets == sizes[0]:
            written = delivery.chat(site, sockets=sockets, rooms=rooms, seconds=seconds)
            tables.setdefault("chat", []).append(written)
    if not quick or len(site.serving) == 1:
        _note("500 sockets, 20 messages/s")
        paced = delivery.paced(site, seconds=2 * seconds, frame=frame)
        tables.setdefault("500 sockets, 20 messages/s", []).append(paced)


def _note(what: str) -> None:
    """So that one sees it go on; the tables come at the end."""
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def _tell(tables: Tables, *, as_json: bool) -> None:
    if as_json:
        tell("Live", [], as_json=True, **tables)
        return
    for title, rows in tables.items():
        tell(title, rows, as_json=False)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
