"""The event log (a transactional outbox): every write stores one event, and no listener misses it.

It may import nothing of the site. Start with `record` here, then models.py and tasks.py.
forum/event_listeners/ lists the listeners of each event and passes them to `register`.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial, wraps
from typing import Any, NamedTuple

from django.db import transaction

logger = logging.getLogger(__name__)

Listener = Callable[[Any], None]
# A listener for long jobs is a generator function. It yields a JSON value after each short piece
# of work. The worker may stop it there and continue later, after other events: it calls the
# function again with the last value as `after`, which is None at the start (decision 54).
SlicedListener = Callable[[Any, Any], Iterator[Any]]


class Listeners(NamedTuple):
    """The functions that one event calls."""

    after_commit: Sequence[Listener] = ()  # at once, in the process that wrote
    # A moment later, and again until they succeed.
    by_worker: Sequence[Listener | SlicedListener] = ()


ListenersByEvent = Mapping[type, Listeners]

_listeners_by_event: dict[type, Listeners] = {}
_event_class_by_name: dict[str, type] = {}
_periodic_tasks: list[Callable[[], None]] = []


def register(
    listeners_by_event: ListenersByEvent, periodic_tasks: Iterable[Callable[[], None]] = ()
) -> None:
    """Set the listeners of each event class, and what the worker runs periodically."""
    _periodic_tasks[:] = periodic_tasks
    for event_class, listeners in listeners_by_event.items():
        _listeners_by_event[event_class] = listeners
        _event_class_by_name[event_class.__name__] = event_class


def record(event: Any) -> None:
    """Store `event` in the transaction of the write.

    The row holds the name and the fields of its class. A waiting event cannot run after the class
    was renamed.
    `after_commit` listeners run after the commit; an error in one does not stop the others.
    Raises LookupError for an event that forum/event_listeners/ does not list.
    """
    from collective_brain.event_log.models import Event  # Django must load before its models

    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Call event_log.record inside the transaction of the write.")
    listeners = _listeners_by_event[type(event)]
    Event.objects.append(
        type(event).__name__, asdict(event), needs_worker=bool(listeners.by_worker)
    )
    for listener in listeners.after_commit:
        transaction.on_commit(_bind(listener, event), robust=True)


def new_mark() -> int:
    """A number for an event that no later event has: the time in microseconds."""
    return time.time_ns() // 1000


def _bind(listener: Listener, event: Any) -> Callable[[], None]:
    """Like `partial`, but with the name of the listener: Django logs it when the call fails."""
    return wraps(listener)(lambda: listener(event))


def worker_listeners(event_name: str, body: dict[str, Any]) -> "list[partial[Any]]":
    """Return the `by_worker` listeners of a stored event, each bound to that event.

    Raises LookupError for an unknown event name.
    """
    event_class = _event_class_by_name[event_name]
    event = event_class(**body)
    return [partial(listener, event) for listener in _listeners_by_event[event_class].by_worker]


def erase_reasons(is_about: Callable[[dict[str, Any]], bool]) -> None:
    """Erase the reason `why` of each stored event with a body that `is_about` accepts."""
    from collective_brain.event_log.models import Event

    Event.objects.erase_reasons(is_about)


def run_periodic_tasks() -> None:
    """Run each of them. A failure is logged, and the next round tries again."""
    for task in _periodic_tasks:
        try:
            task()
        except Exception:  # one that always fails must not stop the others for good
            logger.exception("A periodic task failed: %s", task)


def backlog() -> dict[str, Any]:
    """Count what waits for the worker, in two queries.

    Keys: events_waiting, events_given_up, tasks_waiting, and `oldest`: when the event that waits
    longest was recorded.
    """
    from django_tasks_db.models import DBTaskResult

    from collective_brain.event_log.models import Event

    return Event.objects.backlog() | {"tasks_waiting": DBTaskResult.objects.ready().count()}


def last_heartbeat() -> datetime | None:
    """Return when a worker last ran its maintenance; None if none did."""
    from collective_brain.event_log.models import Heartbeat

    heartbeats = Heartbeat.objects.not_from_the_future().order_by("-seen_at")
    return heartbeats.values_list("seen_at", flat=True).first()
