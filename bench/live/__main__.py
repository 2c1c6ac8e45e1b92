"""What the live layer bears: `python -m bench.live [--quick] [--json]`. --quick: fewer sockets, under 5 minutes."""

import argparse

from bench.live import delivery
from bench.live.flock import raise_limit
from bench.live.sites import House, OneProcess, running
from bench.report import Row, tell

Tables = dict[str, list[Row]]


def main() -> None:
    options = _options()
    raise_limit()
    tables: Tables = {}
    sizes = (300, 1000) if options.quick else (300, 1000, 5000)
    with running(OneProcess, members=max(sizes), rooms=100) as site:
        _delivery(tables, site, sizes, seconds=5 if options.quick else 15)
    _tell(tables, as_json=options.json)


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
