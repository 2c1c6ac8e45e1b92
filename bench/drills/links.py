"""What lies between a site and its readers, and between its processes, fails for a while."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.drills.crowd import Crowd, Row
from bench.drills.houses import House, Large
from bench.served.wire import WAYS, Wire

AT_WORK = 1.5  # seconds before each blow
LOSES = 0.3
WRITES = 10  # seconds


def redis_away(house: Large, times: int, *, seconds: float) -> Row:
    """Redis is killed and comes back empty; then it is emptied while it runs, and started anew at once."""
    with Crowd(house) as crowd:
        for _ in range(times):
            time.sleep(AT_WORK)
            house.kill("redis")
            time.sleep(seconds)
            house.begin("redis")
            crowd.until_whole(time.monotonic())
            house.flush_redis()
            crowd.until_whole(time.monotonic())
            house.kill("redis")
            house.begin("redis")
            crowd.until_whole(time.monotonic())
        return crowd.row(f"Redis {seconds:g} s away, flushed, restarted", times)


def frames_lost(house: House, times: int) -> Row:
    """Readers who lose frames in both directions; whole again counts from the last text."""
    with Crowd(house, readers=times, loses=LOSES) as crowd:
        time.sleep(WRITES)
        crowd.stop_writing()
        crowd.until_seen(time.monotonic())
        lost, asked = (
            sum(getattr(reader, what) for reader in crowd.readers) for what in ("lost", "asked")
        )
        return crowd.row(
            f"{LOSES:.0%} of frames lost, {times} readers",
            times,
            note=f"{lost} lost, {asked} asked for",
        )


def link_cut(house: House, times: int, *, seconds: float) -> Row:
    """Every connection of `times` people ends, and no other comes through."""
    return _broken(house, times, f"{times} links cut for {seconds:g} s", seconds, Wire.cut)


def link_silent(house: House, times: int, *, seconds: float) -> Row:
    """Nothing passes either way, and neither end is told."""
    name = f"{times} links silent for {seconds:g} s"
    return _broken(house, times, name, seconds, lambda wire: wire.silence(*WAYS))


def link_half_open(house: House, times: int, *, seconds: float) -> Row:
    """Half of the links carry only what goes to the site, the others only what comes from it."""
    ways = iter(WAYS * times)
    name = f"{times} links half-open for {seconds:g} s"
    return _broken(house, times, name, seconds, lambda wire: wire.silence(next(ways)))


def _broken(
    house: House, times: int, name: str, seconds: float, fail: Callable[[Wire], None]
) -> Row:
    with _wires(house, times) as wires:
        ports = [wire.port for wire in wires]
        with Crowd(house, writers=times, readers=times, pause=times / 20, ports=ports) as crowd:
            time.sleep(2 * AT_WORK)
            for wire in wires:
                fail(wire)
            time.sleep(seconds)
            for wire in wires:
                wire.mend()
            crowd.until_whole(time.monotonic())
            return crowd.row(name, times)


@contextmanager
def _wires(house: House, count: int) -> Iterator[list[Wire]]:
    wires = [Wire(house.port) for _ in range(count)]
    try:
        yield wires
    finally:
        for wire in wires:
            wire.close()
