"""The tasks of the worker: run the listeners of an event, and do maintenance every 30 seconds.

The queue stores the path of a task function. A task that was queued under an old path (another
release, or a renamed function) fails, and its event stays unfinished. Maintenance then enqueues the
overdue event under the present path, so a rename here delays listeners but loses nothing.
"""

import os
import socket
from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from collective_brain import event_log
from collective_brain.event_log import time_shares
from collective_brain.event_log.models import MAX_ENQUEUED, Event, Heartbeat

KEEP_TASKS = timedelta(days=1)
KEEP_WAITING_TASKS = timedelta(days=30)


@task()
def run_listeners(event_id: int) -> None:
    """Run the listeners, unless the member who caused the event has used more than their share.

    Their events then wait until no event of other members waits. The oldest of them runs now and
    then, because a site that is always busy would never come to it.
    """
    event = _find_unfinished_event(event_id)
    if event and time_shares.is_used_up(event.member_id):
        event.enqueue(as_last=True)
        event = _oldest_event() if time_shares.is_turn_of_a_waiting_event() else None
    if event:
        _run_and_measure(event)


@task(priority=-10)
def run_listeners_as_last(event_id: int) -> None:
    if event := _find_unfinished_event(event_id):
        _run_and_measure(event)


def _find_unfinished_event(event_id: int) -> Event | None:
    return Event.objects.unfinished().filter(pk=event_id).first()


def _oldest_event() -> Event | None:
    """The oldest event that has not failed. One that failed waits for its next attempt."""
    return Event.objects.unfinished().filter(attempts=0).order_by("pk").first()


def _run_and_measure(event: Event) -> None:
    with time_shares.charge_worker_time(event.member_id):
        event.run_listeners()


@task(priority=10)
def run_maintenance() -> None:
    """Write a heartbeat, enqueue overdue events, and run the periodic tasks.

    This is a task so that the heartbeat proves that the worker runs tasks.
    """
    write_heartbeat()
    _enqueue_overdue_events()
    event_log.run_periodic_tasks()


def write_heartbeat() -> None:
    Heartbeat.objects.update_or_create(
        worker=f"{socket.gethostname()}:{os.getpid()}", defaults={"seen_at": timezone.now()}
    )


def _enqueue_overdue_events() -> None:
    """Enqueue overdue events that are not in the queue, until it has MAX_ENQUEUED tasks of events.

    Events that wait in a long queue become overdue too.
    """
    paths = [run_listeners.module_path, run_listeners_as_last.module_path]
    queued = DBTaskResult.objects.ready().filter(task_path__in=paths)
    limit = MAX_ENQUEUED - queued.count()
    if limit > 0:
        event_ids = [task.args_kwargs["args"][0] for task in queued.only("args_kwargs")]
        Event.objects.exclude(pk__in=event_ids).enqueue_overdue(limit=limit)


def delete_old_tasks() -> None:
    """Delete finished tasks. A task that waits for a month is of a release that is gone.

    What had to be done is in the tables of events and of mails.
    """
    now = timezone.now()
    finished = DBTaskResult.objects.exclude(status="READY")
    finished.filter(enqueued_at__lt=now - KEEP_TASKS).delete()
    DBTaskResult.objects.filter(enqueued_at__lt=now - KEEP_WAITING_TASKS).delete()
