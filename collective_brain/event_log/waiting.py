"""Wait for the worker, to look at values that it writes a moment after the action."""

import time
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from collective_brain import event_log
from collective_brain.event_log.models import Event

WAIT_SECONDS = 10.0  # while the worker makes no progress
POLL_SECONDS = 0.2
WORKER_SEEN_WITHIN = timedelta(seconds=60)


class WorkerWait:
    """Waits until the worker has finished all events that are recorded when it is called.

    It never waits a second time for events that did not finish, such as those that fail, and does
    not wait without a worker.
    """

    def __init__(self, seconds: float = WAIT_SECONDS) -> None:
        self.seconds = seconds
        self.waited_up_to = 0  # the key of an event

    def __call__(self) -> None:
        heartbeat = event_log.last_heartbeat()
        if heartbeat and timezone.now() - heartbeat < WORKER_SEEN_WITHIN:
            self._wait()

    def _wait(self) -> None:
        newest = Event.objects.aggregate(most=Max("pk"))["most"] or 0
        waiting, end = self._count_unfinished(newest), time.monotonic() + self.seconds
        while waiting and time.monotonic() < end:
            time.sleep(POLL_SECONDS)
            if (rest := self._count_unfinished(newest)) < waiting:
                waiting, end = rest, time.monotonic() + self.seconds
        self.waited_up_to = newest

    def _count_unfinished(self, newest: int) -> int:
        recent = Event.objects.filter(pk__gt=self.waited_up_to, pk__lte=newest)
        return recent.unfinished().count()
