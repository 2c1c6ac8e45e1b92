"""PostgreSQL, Redis and the worker are away: ended, or stopped so that they accept and say nothing.

The note of the row says what people and monitoring saw in the meantime.
"""

import http.client
import json
import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from statistics import median

from bench.drills.participants import Participants, Row
from bench.drills.sites import DrillSite, LargeSite

WRITE_FOR = 1.5  # seconds before each failure
PATIENCE = 60  # seconds
# The promises, in seconds. The health check has the median: other processes may use the machine.
HEALTH_WITHIN, READINESS_WITHIN, PAGES_WITHIN = 0.1, 2.0, 3.0
PAUSE = 0.25  # seconds between two requests of one observer


@dataclass
class Answers:
    """What one address answered: the seconds of each answer, the statuses, and missing parts."""

    seconds: list[float] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)

    @property
    def longest(self) -> float:
        return max(self.seconds, default=0.0)

    def count_later_than(self, limit: float) -> int:
        return sum(seconds > limit for seconds in self.seconds)


class Observers(AbstractContextManager["Observers"]):
    """One asks /healthz, one /readyz, and members load pages, all at the same time."""

    def __init__(self, site: DrillSite, sessions: Sequence[str]) -> None:
        self.port, self.health, self.readiness = site.port, Answers(), Answers()
        self.pages = Answers()
        self._stop = threading.Event()
        work = [("/healthz", "", self.health), ("/readyz", "", self.readiness)]
        work += [("/", session, self.pages) for session in sessions]
        self._threads = [
            threading.Thread(target=self._observe, args=item, daemon=True) for item in work
        ]

    def __enter__(self) -> "Observers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=PATIENCE)

    @property
    def late(self) -> int:
        """How many answers came later than promised."""
        return (
            (median(self.health.seconds) > HEALTH_WITHIN)
            + self.readiness.count_later_than(READINESS_WITHIN)
            + self.pages.count_later_than(PAGES_WITHIN)
        )

    def summary(self) -> str:
        missing = ", ".join(sorted(self.readiness.missing))
        return (
            f"healthz {1000 * median(self.health.seconds):.0f} ms "
            f"(longest {1000 * self.health.longest:.0f}), "
            f"readyz {self.readiness.longest:.2f} s (missing: {missing}), "
            f"pages {median(self.pages.seconds):.2f} s (longest {self.pages.longest:.2f}), "
            f"statuses {sorted(self.pages.statuses)}"
        )

    def _observe(self, path: str, session: str, answers: Answers) -> None:
        while not self._stop.wait(PAUSE):
            began = time.monotonic()
            status, body = self._get(path, session)
            answers.seconds.append(time.monotonic() - began)
            answers.statuses.add(status)
            if path == "/readyz":
                with suppress(ValueError):
                    answers.missing |= json.loads(body)["failing"].keys()

    def _get(self, path: str, session: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            headers = {"Cookie": f"sessionid={session}"} if session else {}
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()


def parts_away(
    site: LargeSite, times: int, *, parts: Sequence[str], seconds: float, silent: bool
) -> Row:
    """Take `parts` away for some seconds. The recovery time counts from their return."""
    summary, late = "", 0
    with Participants(site) as participants:
        sessions = [writer.session for writer in participants.writers]
        for _ in range(times):
            time.sleep(WRITE_FOR)
            _take_away(site, parts, silent=silent)
            with Observers(site, sessions) as observers:
                time.sleep(seconds)
            _bring_back(site, parts, silent=silent)
            participants.wait_until_recovered(time.monotonic())
            summary, late = observers.summary(), late + observers.late
        name = f"{', '.join(parts)} {'silent' if silent else 'away'} for {seconds:g} s"
        return participants.row(name, times, late=late, note=summary)


def _take_away(site: LargeSite, parts: Sequence[str], *, silent: bool) -> None:
    for part in parts:
        if silent:
            site.stop_answering(part)
        else:
            site.kill(part)


def _bring_back(site: LargeSite, parts: Sequence[str], *, silent: bool) -> None:
    for part in parts:
        if silent:
            site.answer_again(part)
        else:
            site.start_part(part)
