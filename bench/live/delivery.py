"""How many frames reach sockets in a second, and how long a message is on its way to the last of them."""

import json
import statistics
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from bench.live.flock import Flock
from bench.live.sites import Floor, House, cpu, now
from bench.live.tabs import Tally
from bench.live.writers import Writer, write
from bench.report import Row

FRAMES = (
    30_000  # deliveries of one burst; a tab's queue takes 200 frames, so it is at most 150 for each
)
ROUNDS = 3
WRITERS = 8
DRAINED_AFTER = 3  # seconds; the last message is with all 5,000 by then


def frame_of(site: House) -> str:
    """A message as it goes over the wire, with MARK for its mark; the site has it afterwards."""
    writer = Writer(site.url, site.sessions[0])
    writer.say(site.rooms[0])
    said = {**writer.last, "mark": "MARK"}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).replace('"MARK"', "MARK")


def fan_out(site: House, *, sockets: int, rooms: int, frame: str, times: int = 0) -> Row:
    """The same burst of one frame to the same clients, by the bare library and by the house, in turn."""
    times = times or max(4, min(150, FRAMES // sockets))
    with Floor("bench.live.floors.broadcast", frame, processes=len(site.serving)) as floor:
        bare, house = [], []
        with Flock(floor.tabs(sockets, rooms)) as theirs, Flock(site.tabs(sockets, rooms)) as ours:
            for _ in range(ROUNDS):
                bare.append(_burst(floor, theirs, rooms, times))
                house.append(_burst(site, ours, rooms, times))
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


def _burst(server: Any, flock: Flock, rooms: int, times: int) -> tuple[float, float]:
    """(deliveries a second, µs of the servers' processor time for each)."""
    frames = len(flock.wanted) * times
    flock.expect(frames, within=60)
    used, began = cpu(server.serving), now()
    server.fan_out(rooms, times)
    tally = flock.tally()
    if tally.frames != frames:
        raise SystemExit(
            f"{server.name}: {tally.frames} of {frames} frames came, {tally.closed} tabs were closed"
        )
    took = max(last for _count, _first, last in tally.items.values()) - began
    return frames / took, 1e6 * (cpu(server.serving) - used) / frames


def chat(site: House, *, sockets: int, rooms: int, seconds: float, each_second: float = 0) -> Row:
    """Messages that are posted, stored, made and pushed; as fast as they are answered, or so many a second."""
    with Flock(site.tabs(sockets, rooms)) as flock:
        writers = [Writer(site.url, session) for session in site.sessions[:WRITERS]]
        write(writers, site.rooms[:rooms], seconds=1)
        time.sleep(DRAINED_AFTER)  # else a flock that still takes these begins to count late
        flock.expect(10**12, within=seconds + DRAINED_AFTER)
        for writer in writers:
            writer.sent.clear()
        began, used = now(), cpu(site.serving)
        sent = write(writers, site.rooms[:rooms], seconds=seconds, each_second=each_second)
        took = now() - began
        tally = flock.tally()
        used = cpu(site.serving) - used
    return {
        "site": site.name,
        "sockets": sockets,
        "rooms": rooms,
        "messages/s": len(sent) / took,
        "deliveries/s": tally.frames / took,
        "answered p50 ms": _percentile([end - start for start, end in sent.values()], 50),
        **_on_the_way({key: start for key, (start, _end) in sent.items()}, tally),
        "missed": missed(flock, sent, tally),
        "closed": tally.closed,
        "CPU": used / took,
    }


def missed(flock: Flock, sent: Iterable[bytes], tally: Tally) -> int:
    """How many of the deliveries that `sent` should have brought did not come; below nothing when some came twice."""
    there = Counter(line for _port, line, _session in flock.wanted)
    due = sum(there[key.decode().split('"')[3]] for key in sent)
    return due - sum(int(tally.items.get(key, [0])[0]) for key in sent)


def paced(site: House, *, seconds: float, frame: str) -> Row:
    """What the target speaks of: 500 sockets in one room, 20 messages a second."""
    load = {"sockets": 500, "seconds": seconds, "each_second": 20.0}
    found, bare = chat(site, rooms=1, **load), bare_chat(frame, **load)  # type: ignore[arg-type]
    return found | bare | {"ratio": bare["bare p99 ms"] / found["p99 ms"], "target": "p99 < 250"}


def bare_chat(frame: str, *, sockets: int, seconds: float, each_second: float) -> Row:
    """The floor of a message's way: the bare library sends as often, to as many."""
    with (
        Floor("bench.live.floors.broadcast", frame) as floor,
        Flock(floor.tabs(sockets, 1)) as flock,
    ):
        flock.expect(int(sockets * seconds * each_second), within=seconds + 3)
        began, sent = now(), {}
        for turn in range(int(seconds * each_second)):
            time.sleep(max(0.0, began + turn / each_second - now()))
            sent[turn + 1] = now()
            floor.fan_out(1, 1)
        tally = flock.tally()
    begun = {
        f'"line":"{json.loads(frame.replace("MARK", "0"))["line"]}","mark":{mark}'.encode(): start
        for mark, start in sent.items()
    }
    return {f"bare {name}": value for name, value in _on_the_way(begun, tally).items()}


def _on_the_way(sent: dict[bytes, float], tally: Tally) -> Row:
    """ms from sending to the last receiver."""
    took = [tally.items[key][2] - start for key, start in sent.items() if key in tally.items]
    return {"last receiver p50 ms": _percentile(took, 50), "p99 ms": _percentile(took, 99)}


def _percentile(seconds: list[float], which: int) -> float:
    """In milliseconds."""
    return (
        1000 * statistics.quantiles(seconds, n=100, method="inclusive")[which - 1]
        if len(seconds) > 1
        else 0.0
    )
