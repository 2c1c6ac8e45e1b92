"""What the live layer bears: `python -m bench.live [--quick] [--json]`. --quick: fewer sockets, under 5 minutes."""

import argparse

from bench.live import comeback, delivery, idle
from bench.live.flock import Flock, raise_limit
from bench.live.profile import profile
from bench.live.sites import FourProcesses, Granian, House, OneProcess, Uvicorn, install_servers, running
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
    seconds = 3 if quick else 15
    missing = install_servers()
    with running(OneProcess, members=max(sizes), rooms=100) as site:
        # First: a server that held sockets before has their memory still, and new ones would seem to weigh nothing.
        tables["an idle socket"] = [idle.idle(site, sockets=max(sizes), seconds=26)]
        _delivery(tables, site, sizes, seconds=seconds)
        if not missing:
            tables["profile of a fan-out to 300 in one room"] = _profile(site)
        tables["coming back after a restart"] = [comeback.come_back(site, sockets=max(sizes))]
    for kind in [] if missing else [Uvicorn, Granian]:
        with running(kind, members=300, rooms=100) as site:
            _other_server(tables, site, quick=quick)
    if not scale.missing():
        with running(FourProcesses, members=max(sizes), rooms=100) as site:
            _delivery(tables, site, sizes[-1:] if quick else sizes[1:], seconds=seconds)


def _other_server(tables: Tables, site: House, *, quick: bool) -> None:
    if not quick:
        tables["an idle socket"].append(idle.idle(site, sockets=1000, seconds=26))
    frame = delivery.frame_of(site)
    tables["fan-out"] += [
        delivery.fan_out(site, sockets=300, rooms=rooms, frame=frame, times=60) for rooms in (1, 100)
    ]


def _profile(site: House) -> list[Row]:
    with Flock(site.tabs(300, 1)):
        return profile(site.serving[0], site.folder, lambda: site.fan_out(1, 50), seconds=8)


def _delivery(tables: Tables, site: House, sizes: tuple[int, ...], *, seconds: float) -> None:
    frame = delivery.frame_of(site)
    shapes = [(sockets, rooms) for sockets in sizes for rooms in (1, 100)]
    tables.setdefault("fan-out", []).extend(
        delivery.fan_out(site, sockets=sockets, rooms=rooms, frame=frame) for sockets, rooms in shapes
    )
    tables.setdefault("chat", []).extend(
        delivery.chat(site, sockets=sockets, rooms=rooms, seconds=seconds) for sockets, rooms in shapes
    )
    tables.setdefault("500 sockets, 20 messages/s", []).append(
        delivery.paced(site, seconds=2 * seconds, frame=frame)
    )


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
