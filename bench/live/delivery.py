"""How many frames reach sockets in a second, and how long a message is on its way to the last of them."""

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

FRAMES_OF_A_BURST = (
    30_000  # deliveries of one burst; a tab's queue takes 200 frames, so it is at most 150 for each
)
ROUNDS = 3
WRITERS = 8
DRAIN_SECONDS = 3  # seconds; the last message is with all 5,000 by then


def sample_frame(site: BenchSite) -> str:
    """A message as it goes over the wire, with MARK for its mark; the site has it afterwards."""
    writer = Writer(site.url, site.sessions[0])
    writer.send_message(site.rooms[0])
    said = {**writer.last, "mark": "MARK"}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).replace('"MARK"', "MARK")


def measure_fan_out(
    site: BenchSite, *, sockets: int, rooms: int, frame: str, times: int = 0
) -> Row:
    """The same burst of one frame to the same clients, by the bare library and by the house, in turn."""
    times = times or max(4, min(150, FRAMES_OF_A_BURST // sockets))
    with BareServers(
        "bench.live.bare_servers.websockets_broadcast", frame, processes=len(site.server_pids)
    ) as floor:
        bare, house = [], []
        with (
            OpenTabs(floor.tabs(sockets, rooms)) as theirs,
            OpenTabs(site.tabs(sockets, rooms)) as ours,
        ):
            for _ in range(ROUNDS):
                bare.append(_measure_burst(floor, theirs, rooms, times))
                house.append(_measure_burst(site, ours, rooms, times))
    rate, least = (statistics.median(burst[0] for burst in bursts) for bursts in (house, bare))
    cost, floor_cost = (statistics.median(burst[1] for burst in bursts) for bursts in (house, bare))
    return {
        "site": site.name,
        "sockets": sockets,
        "rooms": rooms,
        "deliveries/s": rate,
        "bare": least,
        "ratio": rate / least,
        "CPU µs each": cost,
        "bare CPU µs": floor_cost,
        "CPU ratio": floor_cost / cost,
    }


def _measure_burst(server: Any, open_tabs: OpenTabs, rooms: int, times: int) -> tuple[float, float]:
    """(deliveries a second, µs of the servers' processor time for each)."""
    frames = len(open_tabs.targets) * times
    open_tabs.start_counting(frames, within=60)
    used, began = cpu_seconds(server.server_pids), now()
    server.fan_out(rooms, times)
    tally = open_tabs.wait_for_tally()
    if tally.frames != frames:
        raise SystemExit(
            f"{server.name}: {tally.frames} of {frames} frames came, {tally.closed} tabs were closed"
        )
    took = max(last for _count, _first, last in tally.items.values()) - began
    return frames / took, 1e6 * (cpu_seconds(server.server_pids) - used) / frames


def measure_chat(
    site: BenchSite, *, sockets: int, rooms: int, seconds: float, each_second: float = 0
) -> Row:
    """Messages that are posted, stored, made and pushed; as fast as they are answered, or so many a second."""
    with OpenTabs(site.tabs(sockets, rooms)) as open_tabs:
        writers = [Writer(site.url, session) for session in site.sessions[:WRITERS]]
        write_messages(writers, site.rooms[:rooms], seconds=1)
        time.sleep(DRAIN_SECONDS)  # else a open_tabs that still takes these begins to count late
        open_tabs.start_counting(10**12, within=seconds + DRAIN_SECONDS)
        for writer in writers:
            writer.sent.clear()
        began, used = now(), cpu_seconds(site.server_pids)
        sent = write_messages(writers, site.rooms[:rooms], seconds=seconds, each_second=each_second)
        took = now() - began
        tally = open_tabs.wait_for_tally()
        used = cpu_seconds(site.server_pids) - used
    return {
        "site": site.name,
        "sockets": sockets,
        "rooms": rooms,
        "messages/s": len(sent) / took,
        "deliveries/s": tally.frames / took,
        "answered p50 ms": _percentile_ms([end - start for start, end in sent.values()], 50),
        **_delivery_times({key: start for key, (start, _end) in sent.items()}, tally),
        "missed": count_missed(open_tabs, sent, tally),
        "closed": tally.closed,
        "CPU": used / took,
    }


def count_missed(open_tabs: OpenTabs, sent: Iterable[bytes], tally: Tally) -> int:
    """How many of the deliveries that `sent` should have brought did not come; below nothing when some came twice."""
    there = Counter(line for _port, line, _session in open_tabs.targets)
    due = sum(there[key.decode().split('"')[3]] for key in sent)
    return due - sum(int(tally.items.get(key, [0])[0]) for key in sent)


def measure_paced_chat(site: BenchSite, *, seconds: float, frame: str) -> Row:
    """What the target speaks of: 500 sockets in one room, 20 messages a second."""
    load = {"sockets": 500, "seconds": seconds, "each_second": 20.0}
    found, bare = measure_chat(site, rooms=1, **load), measure_bare_chat(frame, **load)  # type: ignore[arg-type]
    return found | bare | {"ratio": bare["bare p99 ms"] / found["p99 ms"], "target": "p99 < 250"}


def measure_bare_chat(frame: str, *, sockets: int, seconds: float, each_second: float) -> Row:
    """The floor of a message's way: the bare library sends as often, to as many."""
    with (
        BareServers("bench.live.bare_servers.websockets_broadcast", frame) as floor,
        OpenTabs(floor.tabs(sockets, 1)) as open_tabs,
    ):
        open_tabs.start_counting(int(sockets * seconds * each_second), within=seconds + 3)
        began, sent = now(), {}
        for turn in range(int(seconds * each_second)):
            time.sleep(max(0.0, began + turn / each_second - now()))
            sent[turn + 1] = now()
            floor.fan_out(1, 1)
        tally = open_tabs.wait_for_tally()
    begun = {
        f'"line":"{json.loads(frame.replace("MARK", "0"))["line"]}","mark":{mark}'.encode(): start
        for mark, start in sent.items()
    }
    return {f"bare {name}": value for name, value in _delivery_times(begun, tally).items()}


def _delivery_times(sent: dict[bytes, float], tally: Tally) -> Row:
    """ms from sending to the last receiver."""
    took = [tally.items[key][2] - start for key, start in sent.items() if key in tally.items]
    return {"last receiver p50 ms": _percentile_ms(took, 50), "p99 ms": _percentile_ms(took, 99)}


def _percentile_ms(seconds: list[float], which: int) -> float:
    """In milliseconds."""
    return (
        1000 * statistics.quantiles(seconds, n=100, method="inclusive")[which - 1]
        if len(seconds) > 1
        else 0.0
    )
