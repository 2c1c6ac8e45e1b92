"""Every drill by its name: the house it needs, and what is done to it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.drills import kills
from bench.drills.crowd import Row
from bench.drills.houses import large, small


@dataclass(frozen=True)
class Drill:
    house: Callable[[Path], AbstractContextManager[Any]]
    run: Callable[[Any, int], Row]


def _kill(part: str) -> Callable[[Any, int], Row]:
    return lambda house, times: kills.kill(house, part, times)


DRILLS = {
    "kill-server": Drill(small, _kill("server")),
    "kill-one-of-two": Drill(large, _kill("sockets-0")),
    "kill-database": Drill(large, _kill("database")),
    "kill-worker": Drill(large, _kill("worker")),
}
