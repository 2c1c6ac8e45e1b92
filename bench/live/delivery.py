"""Measure the frames that sockets receive in a second, and the time to the last receiver."""

import json
import statistics
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from bench.live.open_tabs import OpenTabs
from bench.live.sites import (
    BareServers,
    BenchSite,
    cpu_seconds,
    now,
)
from bench.live.tab_process import Tally
from bench.live.writers import Writer, write_messages
from bench.report import Row

# Deliveries. A burst is at most 150 frames for each tab, because the queue of a tab holds 200.
FRAMES_OF_A_BURST = 30_000
ROUNDS = 3
WRITERS = 8
DRAIN_SECONDS = 3  # All 5,000 tabs have the last message after this time.


def sample_frame(site: BenchSite) -> str:
    """Post a message and return its frame, with MARK instead of its change mark."""
    writer = Writer(site.url, site.sessions[0])
    writer.send_message(site.rooms[0])
    frame = {**writer.last, "mark": "MARK"}
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":")).replace('"MARK"', "MARK")


def measure_fan_out(
    site: BenchSite, *, sockets: int, rooms: int, frame: str, times: int = 0
) -> Row:
    """Send the same bursts to the same clients, with the bare library and with the site in turn."""
    times = times or max(4, min(150, FRAMES_OF_A_BURST // sockets))
    with BareServers(
        "bench.live.bare_servers.websockets_broadcast", frame, processes=len(site.server_pids)
    ) as bare_servers:
        bare_bursts, site_bursts = [], []
        with (
            OpenTabs(bare_servers.tabs(sockets, rooms)) as bare_tabs,
            OpenTabs(site.tabs(sockets, rooms)) as site_tabs,
        ):
            for _ in range(ROUNDS):
                bare_bursts.append(_measure_burst(bare_servers, bare_tabs, rooms, times))
                site_bursts.append(_measure_burst(site, site_tabs, rooms, times))
    rate, cpu = _medians(site_bursts)
    bare_rate, bare_cpu = _medians(bare_bursts)
    return {
        "site": site.name,
        "sockets": sockets,
        "rooms": rooms,
        "deliveries/s": rate,
        "bare": bare_rate,
        "ratio": rate / bare_rate,
        "CPU µs each": cpu,
        "bare CPU µs": bare_cpu,
        "CPU ratio": bare_cpu / cpu,
    }


def _medians(bursts: list[tuple[float, float]]) -> tuple[float, float]:
    """The medians of what `_measure_burst` returned."""
    rates, cpu_times = zip(*bursts, strict=True)
    return statistics.median(rates), statistics.median(cpu_times)


def _measure_burst(server: Any, open_tabs: OpenTabs, rooms: int, times: int) -> tuple[float, float]:
    """Return the deliveries a second, and the µs of CPU time of the servers for each."""
    frames = len(open_tabs.targets) * times
    open_tabs.start_counting(frames, within=60)
    cpu_before, started = cpu_seconds(server.server_pids), now()
    server.fan_out(rooms, times)
    tally = open_tabs.wait_for_tally()
    if tally.frames != frames:
        raise SystemExit(
            f"{server.name}: {tally.frames} of {frames} frames arrived, "
            f"{tally.closed} tabs were closed"
        )
    last_times = [last for _count, _first, last in tally.items.values()]
    cpu_used = cpu_seconds(server.server_pids) - cpu_before
    return frames / (max(last_times) - started), 1e6 * cpu_used / frames


def measure_chat(
    site: BenchSite, *, sockets: int, rooms: int, seconds: float, each_second: float = 0
) -> Row:
    """Measure messages from the form to the sockets.

    each_second: messages a second. With 0, writers send the next message after each response.
    """
    with OpenTabs(site.tabs(sockets, rooms)) as open_tabs:
        writers = [Writer(site.url, session) for session in site.sessions[:WRITERS]]
        write_messages(writers, site.rooms[:rooms], seconds=1)
        # Tabs that still read these messages would begin to count late.
        time.sleep(DRAIN_SECONDS)
        open_tabs.start_counting(10**12, within=seconds + DRAIN_SECONDS)
        for writer in writers:
            writer.sent.clear()
        started, cpu_before = now(), cpu_seconds(site.server_pids)
        sent = write_messages(writers, site.rooms[:rooms], seconds=seconds, each_second=each_second)
        seconds_taken = now() - started
        tally = open_tabs.wait_for_tally()
        cpu_used = cpu_seconds(site.server_pids) - cpu_before
    return {
        "site": site.name,
        "sockets": sockets,
        "rooms": rooms,
        "messages/s": len(sent) / seconds_taken,
        "deliveries/s": tally.frames / seconds_taken,
        "answered p50 ms": _percentile_ms([end - start for start, end in sent.values()], 50),
        **_delivery_times({key: start for key, (start, _end) in sent.items()}, tally),
        "missed": count_missed(open_tabs, sent, tally),
        "closed": tally.closed,
        "CPU": cpu_used / seconds_taken,
    }


def count_missed(open_tabs: OpenTabs, sent: Iterable[bytes], tally: Tally) -> int:
    """Count the expected deliveries of `sent` that are missing. Duplicates count as minus one."""
    tabs_by_stream = Counter(stream for _port, stream, _session in open_tabs.targets)
    expected = sum(tabs_by_stream[key.decode().split('"')[3]] for key in sent)
    return expected - sum(int(tally.items.get(key, [0])[0]) for key in sent)


def measure_paced_chat(site: BenchSite, *, seconds: float, frame: str) -> Row:
    """Measure the load of the target: 500 sockets in one room, and 20 messages a second."""
    load = {"sockets": 500, "seconds": seconds, "each_second": 20.0}
    row, bare = measure_chat(site, rooms=1, **load), measure_bare_chat(frame, **load)  # type: ignore[arg-type]
    return row | bare | {"ratio": bare["bare p99 ms"] / row["p99 ms"], "target": "p99 < 250"}


def measure_bare_chat(frame: str, *, sockets: int, seconds: float, each_second: float) -> Row:
    """Measure the baseline of chat: the bare library sends as often, to as many tabs."""
    with (
        BareServers("bench.live.bare_servers.websockets_broadcast", frame) as bare_servers,
        OpenTabs(bare_servers.tabs(sockets, 1)) as open_tabs,
    ):
        open_tabs.start_counting(int(sockets * seconds * each_second), within=seconds + 3)
        started, sent_at = now(), {}
        for turn in range(int(seconds * each_second)):
            time.sleep(max(0.0, started + turn / each_second - now()))
            sent_at[turn + 1] = now()
            bare_servers.fan_out(1, 1)
        tally = open_tabs.wait_for_tally()
    stream = json.loads(frame.replace("MARK", "0"))["line"]
    sent = {f'"line":"{stream}","mark":{mark}'.encode(): start for mark, start in sent_at.items()}
    return {f"bare {name}": value for name, value in _delivery_times(sent, tally).items()}


def _delivery_times(sent: dict[bytes, float], tally: Tally) -> Row:
    """The milliseconds from sending to the last receiver."""
    seconds = [tally.items[key][2] - start for key, start in sent.items() if key in tally.items]
    return {
        "last receiver p50 ms": _percentile_ms(seconds, 50),
        "p99 ms": _percentile_ms(seconds, 99),
    }


def _percentile_ms(seconds: list[float], percent: int) -> float:
    """A percentile in milliseconds, or 0 for fewer than two values."""
    if len(seconds) < 2:
        return 0.0
    return 1000 * statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]
