"""Events as rows, and the sweep that finds what was not done."""

import logging
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collective_brain import event_log

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 10
MOST_SWEPT = 1000  # events queued again in one round


def pause_after(attempts: int) -> timedelta:
    """How long an event that was tried `attempts` times is left alone: doubling, at most an hour."""
    return timedelta(seconds=min(settings.JOURNAL_OVERDUE_AFTER * 2**attempts, 3600))


class EventQuerySet(models.QuerySet["Event"]):
    def append(self, name: str, body: dict[str, Any], *, heard_later: bool) -> "Event":
        now = timezone.now()
        event = self.create(
            name=name,
            body=body,
            created_at=now,
            due_at=now + pause_after(0),
            done_at=None if heard_later else now,
        )
        if heard_later:
            event.queue()
        return event

    def undone(self) -> "EventQuerySet":
        return self.filter(done_at=None, attempts__lt=MOST_ATTEMPTS)

    def backlog(self) -> dict[str, Any]:
        given_up = models.Q(attempts__gte=MOST_ATTEMPTS)
        return self.filter(done_at=None).aggregate(
            events_waiting=models.Count("pk", filter=~given_up),
            events_given_up=models.Count("pk", filter=given_up),
            oldest=models.Min("created_at", filter=~given_up),
        )

    def sweep(self, *, most: int = MOST_SWEPT, everything: bool = False) -> int:
        """Queue again at most `most` of what should be done by now and is not; returns how many.

        everything: also what is not overdue yet, for a start at which no other worker can run.
        """
        waiting = self.undone() if everything else self.undone().filter(due_at__lte=timezone.now())
        events = list(waiting.order_by("pk")[:most])
        for event in events:
            event.queue()
        return len(events)

    def prune(self) -> None:
        kept_since = timezone.now() - timedelta(days=settings.JOURNAL_KEEP_DAYS)
        self.filter(done_at__lt=kept_since).delete()


class Event(models.Model):
    """One write that happened. An event without `done_at` still has listeners to tell."""

    name = models.CharField(_("event"), max_length=60)
    body = models.JSONField(_("what"))
    created_at = models.DateTimeField(_("when"))
    done_at = models.DateTimeField(_("done"), null=True)
    due_at = models.DateTimeField(_("tried again after"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("why it failed"), blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(done_at=None), name="event_undone"),
            models.Index(fields=["done_at"], name="event_done"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.body}"

    def queue(self) -> None:
        """Give the event to the worker, and to the sweep if that does not do it in time."""
        from collective_brain.event_log.tasks import hear  # the task module imports this one

        with transaction.atomic():
            self.due_at = timezone.now() + pause_after(self.attempts)
            self.save(update_fields=["due_at"])
            hear.enqueue(self.pk)

    def hear(self) -> None:
        """Tell every later listener; one that fails stops no other, and the sweep tries all again."""
        failures = self._failures()
        self.attempts += 1
        self.error = "\n".join(failures)
        self.done_at = None if failures else timezone.now()
        self.due_at = timezone.now() + pause_after(self.attempts)
        self.save(update_fields=["attempts", "error", "done_at", "due_at"])

    def _failures(self) -> list[str]:
        try:
            listeners = event_log.later_listeners(self.name, self.body)
        except (LookupError, TypeError) as error:  # an older version of the site recorded it
            return [f"nobody knows this event: {error!r}"]
        return [text for listener in listeners if (text := _tell(listener))]


def _tell(listener: Any) -> str:
    """Call `listener`; "" when it went well, else what went wrong."""
    try:
        listener()
    except Exception as error:
        logger.exception("listener failed: %s", listener)
        return f"{listener.func.__module__}.{listener.func.__name__}: {error!r}"
    return ""


class Heartbeat(models.Model):
    """When each worker last did a task of ours."""

    worker = models.CharField(primary_key=True, max_length=80)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.worker} {self.seen_at}"
