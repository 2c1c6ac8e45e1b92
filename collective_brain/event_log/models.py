"""The table of events, with the queries that find unfinished ones, and the workers' heartbeats."""

import inspect
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collective_brain import event_log

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 10
KEEP_GIVEN_UP = timedelta(days=180)
MAX_ENQUEUED = 1000  # events that one round enqueues again
MAX_DELAY = timedelta(hours=1)  # between two attempts
MAX_CLOCK_SKEW = timedelta(seconds=30)  # between the machines of a site
KEEP_HEARTBEATS = timedelta(days=1)
SLICE_SECONDS = 0.2  # after which a long job lets other events pass
DONE = "done"


def retry_delay(attempts: int) -> timedelta:
    """Return how long an event waits after `attempts` attempts: doubling, at most an hour."""
    return min(timedelta(seconds=settings.EVENT_LOG_RETRY_AFTER * 2**attempts), MAX_DELAY)


class EventQuerySet(models.QuerySet["Event"]):
    def append(self, name: str, body: dict[str, Any], *, needs_worker: bool) -> "Event":
        """Store an event, and a task for the worker. Call it inside a transaction."""
        from collective_brain.event_log import tasks  # that module imports this one

        now = timezone.now()
        event = self.create(
            name=name,
            body=body,
            created_at=now,
            due_at=now + retry_delay(0),
            done_at=None if needs_worker else now,
        )
        if needs_worker:
            tasks.run_listeners.enqueue(event.pk)
        return event

    def unfinished(self) -> "EventQuerySet":
        return self.filter(done_at=None, attempts__lt=MAX_ATTEMPTS)

    def given_up(self) -> "EventQuerySet":
        return self.filter(done_at=None, attempts__gte=MAX_ATTEMPTS)

    def try_again(self) -> int:
        """Let the worker run the listeners of events that were given up. Return their number."""
        events = list(self.given_up().order_by("pk"))
        for event in events:
            event.attempts = 0
            event.save(update_fields=["attempts"])
            event.enqueue()
        return len(events)

    def backlog(self) -> dict[str, Any]:
        is_given_up = models.Q(attempts__gte=MAX_ATTEMPTS)
        return self.filter(done_at=None).aggregate(
            events_waiting=models.Count("pk", filter=~is_given_up),
            events_given_up=models.Count("pk", filter=is_given_up),
            oldest=models.Min("created_at", filter=~is_given_up),
        )

    def enqueue_overdue(self, *, limit: int = MAX_ENQUEUED) -> int:
        """Enqueue overdue events again, the oldest first; return their number.

        An event that is due later than the longest delay counts as overdue: it was recorded before
        the clock was set back.
        """
        now = timezone.now()
        is_overdue = models.Q(due_at__lte=now) | models.Q(
            due_at__gt=now + MAX_DELAY + MAX_CLOCK_SKEW
        )
        return self.filter(is_overdue).enqueue_unfinished(limit=limit)

    def enqueue_unfinished(self, *, limit: int = MAX_ENQUEUED) -> int:
        """Enqueue unfinished events, even before they are overdue; return their number.

        Only a start may call this for all events, while no other worker runs.
        """
        events = list(self.unfinished().order_by("pk")[:limit])
        for event in events:
            event.enqueue()
        return len(events)

    def erase_reasons(self, is_about: Callable[[dict[str, Any]], bool]) -> None:
        """Erase `why` in each event with a body that `is_about` accepts. Safe to repeat."""
        with_reason = self.filter(body__has_key="why").exclude(body__why="")
        for event in with_reason.only("body").iterator():
            if is_about(event.body):
                event.body["why"] = ""
                event.save(update_fields=["body"])

    def delete_old(self) -> None:
        """Delete what is done, and later what was given up and nobody tried again."""
        now = timezone.now()
        self.filter(done_at__lt=now - timedelta(days=settings.EVENT_LOG_KEEP_DAYS)).delete()
        given_up = self.filter(done_at=None, attempts__gte=MAX_ATTEMPTS)
        given_up.filter(created_at__lt=now - KEEP_GIVEN_UP).delete()


class Event(models.Model):
    """One write. The worker still has to run its listeners while `done_at` is NULL."""

    name = models.CharField(_("event"), max_length=60)
    body = models.JSONField(_("what"))
    created_at = models.DateTimeField(_("when"))
    done_at = models.DateTimeField(_("done"), null=True)
    due_at = models.DateTimeField(_("tried again after"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("why it failed"), blank=True)
    # Where each listener is: DONE, or what a long job yielded last.
    progress = models.JSONField(default=dict, db_default={}, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(done_at=None), name="event_undone"),
            models.Index(fields=["done_at"], name="event_done"),
            models.Index(fields=["name"], name="event_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.body}"

    @property
    def member_id(self) -> int:
        """Who caused it; 0 if nobody did."""
        return int(self.body.get("by") or self.body.get("member_id") or 0)

    def enqueue(self, *, as_last: bool = False) -> None:
        """Add a task for the worker, and set when the event is overdue if no worker runs it.

        as_last: after all other events that wait.
        """
        from collective_brain.event_log import tasks  # that module imports this one

        task = tasks.run_listeners_as_last if as_last else tasks.run_listeners
        with transaction.atomic():
            self.due_at = timezone.now() + retry_delay(self.attempts)
            self.save(update_fields=["due_at"])
            task.enqueue(self.pk)

    def run_listeners(self) -> None:
        """Run all listeners of the worker, even after one fails.

        The event stays unfinished after a failure. Then maintenance enqueues it again, and all its
        listeners run once more. A long job stops after SLICE_SECONDS, and the event is enqueued
        again, behind the others.
        """
        failures = self._run_each_listener()
        if not failures and any(position != DONE for position in self.progress.values()):
            self.save(update_fields=["progress"])
            self.enqueue(as_last=True)
            return
        # After a failure, long jobs continue where they stopped, and the others run again.
        self.progress = {name: at for name, at in self.progress.items() if at != DONE}
        self.attempts += 1
        self.error = "\n".join(failures)
        self.done_at = None if failures else timezone.now()
        self.due_at = timezone.now() + retry_delay(self.attempts)
        self.save(update_fields=["attempts", "error", "done_at", "due_at", "progress"])

    def _run_each_listener(self) -> list[str]:
        """Run each listener that is not done, and store its progress. Return a line per failure."""
        try:
            listeners = event_log.worker_listeners(self.name, self.body)
        except (LookupError, TypeError) as error:  # another version of the site recorded it
            return [f"This version of the site does not know the event: {error!r}"]
        failures = []
        for listener in listeners:
            name = f"{listener.func.__module__}.{listener.func.__name__}"
            if self.progress.get(name) == DONE:
                continue
            try:
                self.progress[name] = _run(listener, after=self.progress.get(name))
            except Exception as error:
                logger.exception("listener failed: %s", listener)
                failures.append(f"{name}: {error!r}")
        return failures


def _run(listener: "partial[Any]", *, after: Any) -> Any:
    """Call `listener`. Return DONE, or where a long job has stopped."""
    if not inspect.isgeneratorfunction(listener.func):
        listener()
        return DONE
    end = time.monotonic() + SLICE_SECONDS
    for position in listener(after):
        if time.monotonic() > end:
            return position
    return DONE


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    """A heartbeat from the future was written before the clock was set back. It proves nothing."""

    def not_from_the_future(self) -> "HeartbeatQuerySet":
        return self.filter(seen_at__lte=timezone.now() + MAX_CLOCK_SKEW)

    def delete_old(self) -> None:
        self.filter(seen_at__lt=timezone.now() - KEEP_HEARTBEATS).delete()
        self.from_the_future().delete()

    def from_the_future(self) -> "HeartbeatQuerySet":
        return self.filter(seen_at__gt=timezone.now() + MAX_CLOCK_SKEW)


class Heartbeat(models.Model):
    """When each worker last ran its maintenance."""

    worker = models.CharField(primary_key=True, max_length=80)
    seen_at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.worker} {self.seen_at}"
