"""Every drill by its name: the house it needs, and what is done to it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.drills import kills, links
from bench.drills.crowd import Row
from bench.drills.houses import large, small


@dataclass(frozen=True)
class Drill:
    house: Callable[[Path], AbstractContextManager[Any]]
    run: Callable[[Any, int], Row]


def _kill(part: str) -> Callable[[Any, int], Row]:
    return lambda house, times: kills.kill(house, part, times)


def drills(*, away: float, cut: float) -> dict[str, Drill]:
    """away, cut: seconds without Redis, and without a link."""
    return {
        "kill-server": Drill(small, _kill("server")),
        "kill-one-of-two": Drill(large, _kill("sockets-0")),
        "kill-database": Drill(large, _kill("database")),
        "kill-worker": Drill(large, _kill("worker")),
        "redis-away": Drill(large, partial(links.redis_away, seconds=away)),
        "frames-lost": Drill(small, links.frames_lost),
        "link-cut": Drill(small, partial(links.link_cut, seconds=cut)),
        "link-silent": Drill(small, partial(links.link_silent, seconds=cut)),
        "link-half-open": Drill(small, partial(links.link_half_open, seconds=cut)),
    }


WHOLE = drills(away=30, cut=60)
QUICK = drills(away=5, cut=5)
