"""Every drill by its name: the house it needs, and what is done to it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.drills import hostile, kills, links, machine
from bench.drills.attacks import ATTACKS
from bench.drills.crowd import Row
from bench.drills.houses import large, small


@dataclass(frozen=True)
class Drill:
    house: Callable[[Path], AbstractContextManager[Any]]
    run: Callable[[Any, int], Row]


def _kill(part: str) -> Callable[[Any, int], Row]:
    return lambda house, times: kills.kill(house, part, times)


def guarded(prepared: Path) -> AbstractContextManager[Any]:
    return small(prepared, DJANGO_SETTINGS_MODULE="bench.drills.house.guarded")


def drills(*, away: float, cut: float, harm: float) -> dict[str, Drill]:
    """away, cut, harm: seconds without Redis, without a link, and of one attack."""
    attacks = {
        name.replace("_", "-"): Drill(guarded, partial(hostile.attack, name=name, seconds=harm))
        for name in ATTACKS
    }
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
        "disk-full": Drill(machine.on_a_small_disk, machine.disk_full),
        "clock-back": Drill(machine.with_a_clock_of_its_own, machine.clock_back),
        **attacks,
    }


WHOLE = drills(away=30, cut=60, harm=5)
QUICK = drills(away=5, cut=5, harm=2)
