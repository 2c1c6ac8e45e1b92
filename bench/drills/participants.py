"""Writers and readers during a drill, and the comparison of their records afterwards."""

import json
import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from statistics import median
from typing import Any

from bench.drills.sites import DrillSite, is_ready
from bench.served.clients import Client, sign_in
from bench.served.doctor import doctor
from bench.served.reader import Reader
from bench.served.visitor import Visitor

PLACES = {"topic:1": "/topics/1/reply/", "room:1": "/rooms/1/say/"}
PAUSE = 0.2  # seconds between two texts of a writer. With less, the worker has a backlog.
RECOVERS_WITHIN = 120  # seconds; longer is a failure
PROGRESS_WITHIN = 60  # seconds in which the worker finishes an event

COUNT = """
import json
from forum.chat.models import Message, Room
from collective_brain.event_log.models import Event
from forum.topics.models import Post, Topic
rows = [
    [f"{kind}:{key}", number, str(nonce), author, source]
    for kind, model in (("topic", Post), ("room", Message))
    for key, number, nonce, author, source in model.objects.order_by("number").values_list(
        f"{kind}_id", "number", "nonce", "author_id", "source")
]
last_numbers = {
    place.stream_name: place.last_number
    for model in (Topic, Room)
    for place in model.objects.all()
}
undone = Event.objects.filter(done_at=None).count()
print(json.dumps({"rows": rows, "last_numbers": last_numbers, "undone": undone}))
"""

LAST_EVENT = """
from collective_brain.event_log.models import Event
print(Event.objects.order_by("-pk").values_list("pk", flat=True).first())
"""
COUNT_UNDONE = """
from collective_brain.event_log.models import Event
print(Event.objects.filter(pk__lte={last}, done_at=None).count())
"""
Row = dict[str, Any]


class Participants(AbstractContextManager["Participants"]):
    """Writers in a topic and a room, readers of both, and a visitor.

    `probe` is a member who writes to find out whether the site has recovered.
    """

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
        """readers: of each place. loses: the share of frames that readers lose.

        ports: of the site or of proxies. The participants use them in turn.
        """
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
        self.recovery_times: list[float] = []
        self.unrecovered = 0  # how many times the site had not recovered after RECOVERS_WITHIN
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

    def wait_until_recovered(self, since: float) -> None:
        """Wait until every process is ready, a new text is seen, and the worker has no backlog.

        Records the seconds after `since`.
        """
        deadline = time.monotonic() + RECOVERS_WITHIN
        while not (all(map(is_ready, self.site.ports_served)) and self._is_delivered()):
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        last = self.site.shell(LAST_EVENT)
        self.unrecovered += not _wait(
            lambda: self.site.shell(COUNT_UNDONE.format(last=last)) == "0",
            deadline - time.monotonic(),
        )
        self.recovery_times.append(time.monotonic() - since)

    def stop_writing(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=RECOVERS_WITHIN)

    def wait_until_seen(self, since: float) -> None:
        """Wait until every reader has every text. Records the seconds after `since`."""
        self._wait_for_readers(self._stored()["last_numbers"])
        self.recovery_times.append(time.monotonic() - since)

    def row(
        self,
        drill: str,
        times: int,
        *,
        grown_mb: float | str = "",
        late: int = 0,
        failed: int = 0,
        note: str = "",
    ) -> Row:
        """Stop everybody and compare their records with the database.

        late: how many answers came later than promised. failed: how many requests failed in a drill
        in which none may.
        """
        self.stop_writing()
        stored = self._stored()
        self._wait_for_readers(stored["last_numbers"])
        self.__exit__()
        clients = [self.probe, *self.writers]
        numbers = {nonce: (line, number) for line, number, nonce, *_ in stored["rows"]}
        written = [(author, source) for *_, author, source in stored["rows"]]
        answers = {
            nonce: answer for client in clients for nonce, answer in client.acknowledged.items()
        }
        return {
            "drill": drill,
            "times": times,
            "acknowledged": len(answers),
            "lost": len(answers.keys() - numbers.keys()),
            "doubled": len(written) - len(set(written)),
            "disordered": gaps(stored)
            + _inversions(clients, numbers)
            + _renumbered(answers, numbers),
            "unseen": sum(_unseen(reader, stored["rows"]) for reader in self.readers),
            "undone": stored["undone"],
            "wrong": len(self._problems()),
            "late": late + self.unrecovered,
            "failed": failed,
            "whole_s": round(median(self.recovery_times), 2) if self.recovery_times else "",
            "worst_s": round(max(self.recovery_times), 2) if self.recovery_times else "",
            "seen_after_s": round(self._longest_until_seen(), 2),
            "refused_pages": self.visitor.refused,
            "refused_texts": sum(len(client.refused) for client in clients),
            "longest_ms": round(max(self.visitor.milliseconds, default=0)),
            "grown_mb": grown_mb,
            "note": note,
        }

    def _is_delivered(self) -> bool:
        """Whether a new text is acknowledged and seen by every reader of its place."""
        line, nonce = self.readers[0].line, str(uuid.uuid4())
        self.probe.try_to_send(PLACES[line], nonce, f"Is anybody there? {nonce}")
        shown_texts = [reader.shown_at for reader in self.readers if reader.line == line]
        return nonce in self.probe.acknowledged and _wait(
            lambda: all(nonce in shown for shown in shown_texts), 5
        )

    def _stored(self) -> dict[str, Any]:
        """What the database holds when the worker has no backlog, or makes no progress."""
        fewest, deadline = float("inf"), 0.0
        while True:
            stored: dict[str, Any] = json.loads(self.site.shell(COUNT).splitlines()[-1])
            if stored["undone"] < fewest:
                fewest, deadline = stored["undone"], time.monotonic() + PROGRESS_WITHIN
            if not stored["undone"] or time.monotonic() > deadline:
                return stored
            time.sleep(0.5)

    def _problems(self) -> list[str]:
        """What doctor says about the stored data. It is printed, too."""
        *problems, summary = doctor(self.site, "--only", "data")
        print("doctor:", *problems, summary, sep="\n  ", file=sys.stderr, flush=True)
        return problems

    def _wait_for_readers(self, last_numbers: dict[str, int]) -> None:
        for reader in self.readers:
            last = last_numbers[reader.line]
            _wait(partial(_has_items, reader, last), within=30)

    def _longest_until_seen(self) -> float:
        """The longest time in seconds between an acknowledgement and the item on a page."""
        acknowledged_at = {
            nonce: when for client in self.writers for nonce, when in client.acknowledged_at.items()
        }
        longest = 0.0
        for reader in self.readers:
            for nonce, when in reader.shown_at.items():
                if nonce in acknowledged_at:
                    longest = max(longest, when - acknowledged_at[nonce])
        return longest


def _has_items(reader: Reader, count: int) -> bool:
    return len(reader.items) >= count


def gaps(stored: dict[str, Any]) -> int:
    """How many topics and rooms have numbers that are not 1, 2, 3 … to the last."""
    last_numbers = stored["last_numbers"]
    numbers: dict[str, list[int]] = {line: [] for line in last_numbers}
    for line, number, *_ in stored["rows"]:
        numbers[line].append(number)
    return sum(numbers[line] != list(range(1, last + 1)) for line, last in last_numbers.items())


def _inversions(clients: list[Client], numbers: dict[str, tuple[str, int]]) -> int:
    """How many texts have a lower number than one that was acknowledged before they were sent."""
    sent_at = {nonce: when for client in clients for nonce, when in client.sent_at.items()}
    acknowledged_at = {
        nonce: when for client in clients for nonce, when in client.acknowledged_at.items()
    }
    count = 0
    for line in PLACES:
        earliest = float("inf")
        nonces = [nonce for nonce in acknowledged_at if numbers.get(nonce, ("", 0))[0] == line]
        for nonce in sorted(nonces, key=lambda nonce: numbers[nonce][1], reverse=True):
            count += earliest < sent_at[nonce]
            earliest = min(earliest, acknowledged_at[nonce])
    return count


def _renumbered(answers: dict[str, Any], numbers: dict[str, tuple[str, int]]) -> int:
    """How many texts have another number than the acknowledged one."""
    return sum(
        nonce in numbers and answer["number"] != numbers[nonce][1]
        for nonce, answer in answers.items()
    )


def _unseen(reader: Reader, rows: list[Any]) -> int:
    """How many items the page of a reader lacks or shows at another number."""
    return sum(
        line == reader.line and reader.items.get(number) != nonce
        for line, number, nonce, *_ in rows
    )


def _wait(condition: Callable[[], bool], within: float) -> bool:
    """Whether the condition becomes true in time. within: seconds."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
