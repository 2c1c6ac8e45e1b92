"""The journal: every write leaves one event, and nothing that heard about it is lost (decision 12).

`record(event)` stores the event, and the task that will tell its later listeners, in the caller's
transaction. Who listens is said in forum/event_listeners.py, handed over by `connect`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import partial, wraps
from typing import Any

from django.db import transaction

Listener = Callable[[Any], None]
HeardBy = Mapping[type, tuple[list[Listener], list[Listener]]]

_tended: list[Callable[[], None]] = []
_heard_by: dict[type, tuple[list[Listener], list[Listener]]] = {}
_class_of: dict[str, type] = {}


def connect(heard_by: HeardBy, tended: Iterable[Callable[[], None]] = ()) -> None:
    """Take the tables of forum/event_listeners.py: event class -> (heard at once, heard later by the worker).

    tended: what the worker does now and then, whatever happens.
    """
    _tended[:] = tended
    for event_class, listeners in heard_by.items():
        _heard_by[event_class] = listeners
        _class_of[event_class.__name__] = event_class


def record(event: Any) -> None:
    """Store what happened, inside the transaction of the write itself.

    Listeners "at once" run after its commit, each on its own; the others by the worker.
    Raises LookupError for an event without a row in forum/event_listeners.py.
    """
    from collective_brain.event_log.models import Event  # models exist only once Django has loaded

    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("event_log.record belongs inside the transaction of the write")
    at_once, later = _heard_by[type(event)]
    Event.objects.append(type(event).__name__, asdict(event), heard_later=bool(later))
    for listener in at_once:
        transaction.on_commit(_call(listener, event), robust=True)


def _call(listener: Listener, event: Any) -> Callable[[], None]:
    return wraps(listener)(lambda: listener(event))


def later_listeners(name: str, body: dict[str, Any]) -> list[Callable[[], None]]:
    """The later listeners of a stored event, each bound to it. Raises LookupError for an unknown name."""
    event_class = _class_of[name]
    event = event_class(**body)
    return [partial(listener, event) for listener in _heard_by[event_class][1]]


def tend() -> None:
    """What is done with every beat of the worker."""
    for work in _tended:
        work()


def backlog() -> dict[str, Any]:
    """events_waiting, events_given_up, tasks_waiting, and `oldest`: since when the first event waits. Two queries."""
    from django_tasks_db.models import DBTaskResult

    from collective_brain.event_log.models import Event

    return Event.objects.backlog() | {"tasks_waiting": DBTaskResult.objects.ready().count()}


def worker_seen() -> datetime | None:
    """When a worker last did a task of ours, by the database's record; None when never."""
    from collective_brain.event_log.models import Heartbeat

    return Heartbeat.objects.values_list("seen_at", flat=True).order_by("-seen_at").first()
