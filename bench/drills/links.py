"""What lies between a site and its readers, and between its processes, fails for a while."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.drills.participants import Participants, Row
from bench.drills.sites import DrillSite, LargeSite
from bench.served.cuttable_proxy import DIRECTIONS, CuttableProxy

AT_WORK = 1.5  # seconds before each blow
LOSES = 0.3
WRITES = 10  # seconds


def redis_away(site: LargeSite, times: int, *, seconds: float) -> Row:
    """Redis is killed and comes back empty; then it is emptied while it runs, and started anew at once."""
    with Participants(site) as participants:
        for _ in range(times):
            time.sleep(AT_WORK)
            site.kill("redis")
            time.sleep(seconds)
            site.begin("redis")
            participants.until_whole(time.monotonic())
            site.flush_redis()
            participants.until_whole(time.monotonic())
            site.kill("redis")
            site.begin("redis")
            participants.until_whole(time.monotonic())
        return participants.row(f"Redis {seconds:g} s away, flushed, restarted", times)


def frames_lost(site: DrillSite, times: int) -> Row:
    """Readers who lose frames in both directions; whole again counts from the last text."""
    with Participants(site, readers=times, loses=LOSES) as participants:
        time.sleep(WRITES)
        participants.stop_writing()
        participants.until_seen(time.monotonic())
        lost, asked = (
            sum(getattr(reader, what) for reader in participants.readers)
            for what in ("lost", "asked")
        )
        return participants.row(
            f"{LOSES:.0%} of frames lost, {times} readers",
            times,
            note=f"{lost} lost, {asked} asked for",
        )


def link_cut(site: DrillSite, times: int, *, seconds: float) -> Row:
    """Every connection of `times` people ends, and no other comes through."""
    return _broken(site, times, f"{times} links cut for {seconds:g} s", seconds, CuttableProxy.cut)


def link_silent(site: DrillSite, times: int, *, seconds: float) -> Row:
    """Nothing passes either way, and neither end is told."""
    name = f"{times} links silent for {seconds:g} s"
    return _broken(site, times, name, seconds, lambda proxy: proxy.silence(*DIRECTIONS))


def link_half_open(site: DrillSite, times: int, *, seconds: float) -> Row:
    """Half of the links carry only what goes to the site, the others only what comes from it."""
    ways = iter(DIRECTIONS * times)
    name = f"{times} links half-open for {seconds:g} s"
    return _broken(site, times, name, seconds, lambda proxy: proxy.silence(next(ways)))


def _broken(
    site: DrillSite, times: int, name: str, seconds: float, fail: Callable[[CuttableProxy], None]
) -> Row:
    with _proxies(site, times) as proxies:
        ports = [proxy.port for proxy in proxies]
        with Participants(
            site, writers=times, readers=times, pause=times / 20, ports=ports
        ) as participants:
            time.sleep(2 * AT_WORK)
            for proxy in proxies:
                fail(proxy)
            time.sleep(seconds)
            for proxy in proxies:
                proxy.restore()
            participants.until_whole(time.monotonic())
            return participants.row(name, times)


@contextmanager
def _proxies(site: DrillSite, count: int) -> Iterator[list[CuttableProxy]]:
    proxies = [CuttableProxy(site.port) for _ in range(count)]
    try:
        yield proxies
    finally:
        for proxy in proxies:
            proxy.close()
