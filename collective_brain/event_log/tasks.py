"""What the worker does: tell an event's listeners, and every 30 s look for what was missed."""

import os
import socket
from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from collective_brain import event_log
from collective_brain.event_log.models import MOST_SWEPT, Event, Heartbeat


@task()
def hear(event_id: int) -> None:
    if event := Event.objects.undone().filter(pk=event_id).first():
        event.hear()


@task(priority=10)
def beat() -> None:
    """Run by the worker itself, so that a heartbeat proves that tasks are done."""
    Heartbeat.objects.update_or_create(
        worker=f"{socket.gethostname()}:{os.getpid()}", defaults={"seen_at": timezone.now()}
    )
    # What still waits in the queue is overdue too when many write: it must not be queued over and over.
    queued = DBTaskResult.objects.ready().filter(task_path=hear.module_path).count()
    Event.objects.sweep(most=max(0, MOST_SWEPT - queued))
    Event.objects.prune()
    yesterday = timezone.now() - timedelta(days=1)
    Heartbeat.objects.filter(seen_at__lt=yesterday).delete()
    DBTaskResult.objects.filter(enqueued_at__lt=yesterday).exclude(status="READY").delete()
    event_log.tend()
