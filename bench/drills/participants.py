"""People at work during a drill, and what is asked of their records afterwards."""

import json
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from statistics import median
from typing import Any

from bench.drills.sites import DrillSite, is_ready
from bench.served.clients import Client, sign_in
from bench.served.reader import Reader
from bench.served.visitor import Visitor

PLACES = {"topic:1": "/topics/1/reply/", "room:1": "/rooms/1/say/"}
PAUSE = 0.2  # seconds between two texts of one writer: the worker keeps up, or a drill measures its backlog
WHOLE_WITHIN = 120  # seconds; longer is a failure
DELIVERED_WITHIN = 60

COUNT = """
import json
from forum.chat.models import Message, Room
from collective_brain.event_log.models import Event
from forum.topics.models import Post, Topic
rows = [
    [f"{line}:{key}", number, str(nonce), author, source]
    for line, model in (("topic", Post), ("room", Message))
    for key, number, nonce, author, source in model.objects.order_by("number").values_list(
        f"{line}_id", "number", "nonce", "author_id", "source")
]
lines = {line.stream_name: line.last_number for model in (Topic, Room) for line in model.objects.all()}
print(json.dumps({"rows": rows, "lines": lines, "undone": Event.objects.filter(done_at=None).count()}))
"""

LAST = """
from collective_brain.event_log.models import Event
print(Event.objects.order_by("-pk").values_list("pk", flat=True).first())
"""
UNTOLD = """
from collective_brain.event_log.models import Event
print(Event.objects.filter(pk__lte={last}, done_at=None).count())
"""

Row = dict[str, Any]


class Participants(AbstractContextManager["Participants"]):
    """Writers in a topic and a room, readers of both, and a visitor; a probe asks when all is whole again."""

    def __init__(
        self,
        site: DrillSite,
        *,
        writers: int = 4,
        readers: int = 1,
        loses: float = 0.0,
        pause: float = PAUSE,
        ports: Sequence[int] = (),
    ) -> None:
        """readers: of each place. loses: the share of frames they lose. ports: the ways to the site, taken in turn."""
        self.site, ports = site, ports or site.ports_served
        self.probe, *self.writers = sign_in(site, *[{}] * (writers + 1))
        for place, writer in enumerate(self.writers):
            writer.port = ports[place % len(ports)]
        self.readers = [
            Reader(ports[-1 - place % len(ports)], line, loses=loses, seed=place)
            for place in range(readers)
            for line in PLACES
        ]
        self.visitor = Visitor(site.ports_served[-1], "/", "/rooms/1/")
        self.whole: list[float] = []
        self._stop = threading.Event()
        paths = list(PLACES.values())
        self._threads = [
            threading.Thread(
                target=writer.send_until,
                args=[self._stop, paths[place % 2 :] + paths[: place % 2], pause],
            )
            for place, writer in enumerate(self.writers)
        ]

    def __enter__(self) -> "Participants":
        for reader in self.readers:
            reader.start()
        self.visitor.start()
        for thread in self._threads:
            thread.daemon = True
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.visitor.stop()
        self.stop_writing()
        for reader in self.readers:
            reader.stop()

    def until_whole(self, since: float) -> None:
        """Wait until every process is ready, a fresh text is taken and seen, and the worker told all until then; noted as seconds after `since`."""
        deadline = time.monotonic() + WHOLE_WITHIN
        while not (all(map(is_ready, self.site.ports_served)) and self._is_heard()):
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        last = self.site.shell(LAST)
        _wait(lambda: self.site.shell(UNTOLD.format(last=last)) == "0", deadline - time.monotonic())
        self.whole.append(time.monotonic() - since)

    def stop_writing(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=WHOLE_WITHIN)

    def until_seen(self, since: float) -> None:
        """Wait until every reader has every text; noted as seconds after `since`."""
        self._wait_for_readers(self._found()["lines"])
        self.whole.append(time.monotonic() - since)

    def row(self, drill: str, times: int, *, grown_mb: float | str = "", note: str = "") -> Row:
        """Stops everybody, and compares what they noted with what the site holds."""
        self.stop_writing()
        found = self._found()
        self._wait_for_readers(found["lines"])
        self.__exit__()
        clients = [self.probe, *self.writers]
        numbers = {nonce: (line, number) for line, number, nonce, *_ in found["rows"]}
        written = [(author, source) for *_, author, source in found["rows"]]
        taken = {
            nonce: answer for client in clients for nonce, answer in client.acknowledged.items()
        }
        return {
            "drill": drill,
            "times": times,
            "acknowledged": len(taken),
            "lost": len(taken.keys() - numbers.keys()),
            "doubled": len(written) - len(set(written)),
            "disordered": _gaps(found)
            + _inversions(clients, numbers)
            + _renumbered(taken, numbers),
            "unseen": sum(_unseen(reader, found["rows"]) for reader in self.readers),
            "undone": found["undone"],
            "whole_s": round(median(self.whole), 2) if self.whole else "",
            "worst_s": round(max(self.whole), 2) if self.whole else "",
            "seen_after_s": round(self._longest_until_seen(), 2),
            "refused_pages": self.visitor.refused,
            "refused_texts": sum(len(client.refused) for client in clients),
            "longest_ms": round(max(self.visitor.took, default=0)),
            "grown_mb": grown_mb,
            "note": note,
        }

    def _is_heard(self) -> bool:
        """Whether a fresh text is taken, and seen by every reader of its place."""
        line, nonce = self.readers[0].line, str(uuid.uuid4())
        self.probe.send(PLACES[line], nonce, f"Is anybody there? {nonce}")
        there = [reader.shown for reader in self.readers if reader.line == line]
        return nonce in self.probe.acknowledged and _wait(
            lambda: all(nonce in shown for shown in there), 5
        )

    def _found(self) -> dict[str, Any]:
        """What is stored, once the worker has told everybody."""
        deadline = time.monotonic() + DELIVERED_WITHIN
        while True:
            found: dict[str, Any] = json.loads(self.site.shell(COUNT).splitlines()[-1])
            if not found["undone"] or time.monotonic() > deadline:
                return found
            time.sleep(0.5)

    def _wait_for_readers(self, lines: dict[str, int]) -> None:
        for reader in self.readers:
            _wait(lambda reader=reader: len(reader.items) >= lines[reader.line], within=30)  # type: ignore[misc]

    def _longest_until_seen(self) -> float:
        """Seconds between an acknowledgement and its item on the other's page, at the worst."""
        taken = {nonce: when for client in self.writers for nonce, when in client.taken.items()}
        return max(
            (
                max(0.0, when - taken[nonce])
                for reader in self.readers
                for nonce, when in reader.shown.items()
                if nonce in taken
            ),
            default=0.0,
        )


def _gaps(found: dict[str, Any]) -> int:
    """Lines whose numbers are not 1, 2, 3 … to their last."""
    numbers: dict[str, list[int]] = {line: [] for line in found["lines"]}
    for line, number, *_ in found["rows"]:
        numbers[line].append(number)
    return sum(numbers[line] != list(range(1, last + 1)) for line, last in found["lines"].items())


def _inversions(clients: list[Client], numbers: dict[str, tuple[str, int]]) -> int:
    """Texts that stand before one that was acknowledged before they were sent."""
    sent = {nonce: when for client in clients for nonce, when in client.sent.items()}
    taken = {nonce: when for client in clients for nonce, when in client.taken.items()}
    count = 0
    for line in PLACES:
        earliest = float("inf")
        mine = [nonce for nonce in taken if numbers.get(nonce, ("", 0))[0] == line]
        for nonce in sorted(mine, key=lambda nonce: numbers[nonce][1], reverse=True):
            count += earliest < sent[nonce]
            earliest = min(earliest, taken[nonce])
    return count


def _renumbered(taken: dict[str, Any], numbers: dict[str, tuple[str, int]]) -> int:
    """Texts that stand under another number than the one that was acknowledged."""
    return sum(
        nonce in numbers and answer["number"] != numbers[nonce][1]
        for nonce, answer in taken.items()
    )


def _unseen(reader: Reader, rows: list[Any]) -> int:
    """Items of its line that a reader's page lacks, or shows in another's place."""
    return sum(
        line == reader.line and reader.items.get(number) != nonce
        for line, number, nonce, *_ in rows
    )


def _wait(is_so: Callable[[], bool], within: float) -> bool:
    deadline = time.monotonic() + within
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
