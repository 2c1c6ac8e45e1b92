"""Connections to readers and between processes fail for a while."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.drills.participants import Participants, Row
from bench.drills.sites import DrillSite, LargeSite
from bench.served.cuttable_proxy import DIRECTIONS, CuttableProxy

WRITE_FOR = 1.5  # seconds before each failure
LOSES = 0.3
WRITES = 10  # seconds


def redis_away(site: LargeSite, times: int, *, seconds: float) -> Row:
    """Kill Redis and start it empty, then flush it, then restart it at once."""
    with Participants(site) as participants:
        for _ in range(times):
            time.sleep(WRITE_FOR)
            site.kill("redis")
            time.sleep(seconds)
            site.start_part("redis")
            participants.wait_until_recovered(time.monotonic())
            site.flush_redis()
            participants.wait_until_recovered(time.monotonic())
            site.kill("redis")
            site.start_part("redis")
            participants.wait_until_recovered(time.monotonic())
        return participants.row(f"Redis {seconds:g} s away, flushed, restarted", times)


def frames_lost(site: DrillSite, times: int) -> Row:
    """Readers lose frames in both directions. The recovery time counts from the last text."""
    with Participants(site, readers=times, loses=LOSES) as participants:
        time.sleep(WRITES)
        participants.stop_writing()
        participants.wait_until_seen(time.monotonic())
        lost = sum(reader.lost for reader in participants.readers)
        catch_ups = sum(reader.catch_ups for reader in participants.readers)
        return participants.row(
            f"{LOSES:.0%} of frames lost, {times} readers",
            times,
            note=f"{lost} lost, {catch_ups} requests for changes",
        )


def link_cut(site: DrillSite, times: int, *, seconds: float) -> Row:
    """Every connection of `times` people ends, and new ones are refused."""
    return _run_with_failure(
        site, times, f"{times} links cut for {seconds:g} s", seconds, CuttableProxy.cut
    )


def link_silent(site: DrillSite, times: int, *, seconds: float) -> Row:
    """Nothing passes in either direction, and neither end notices."""
    name = f"{times} links silent for {seconds:g} s"
    return _run_with_failure(site, times, name, seconds, lambda proxy: proxy.silence(*DIRECTIONS))


def link_half_open(site: DrillSite, times: int, *, seconds: float) -> Row:
    """Half of the connections carry only data to the site, the others only data from it."""
    directions = iter(DIRECTIONS * times)
    name = f"{times} links half-open for {seconds:g} s"
    return _run_with_failure(
        site, times, name, seconds, lambda proxy: proxy.silence(next(directions))
    )


def _run_with_failure(
    site: DrillSite, times: int, name: str, seconds: float, fail: Callable[[CuttableProxy], None]
) -> Row:
    with _proxies(site, times) as proxies:
        ports = [proxy.port for proxy in proxies]
        with Participants(
            site, writers=times, readers=times, pause=times / 20, ports=ports
        ) as participants:
            time.sleep(2 * WRITE_FOR)
            for proxy in proxies:
                fail(proxy)
            time.sleep(seconds)
            for proxy in proxies:
                proxy.restore()
            participants.wait_until_recovered(time.monotonic())
            return participants.row(name, times)


@contextmanager
def _proxies(site: DrillSite, count: int) -> Iterator[list[CuttableProxy]]:
    proxies = [CuttableProxy(site.port) for _ in range(count)]
    try:
        yield proxies
    finally:
        for proxy in proxies:
            proxy.close()
