"""The loop of the worker. `manage.py serve` runs it in a thread, `manage.py work` in a process."""

import logging
import threading
import uuid

from django.conf import settings
from django.db import close_old_connections
from django_tasks import DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from collective_brain.event_log.tasks import run_maintenance

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1  # after an error, such as a lost database
POLL_SECONDS = 0.2  # people in chat notice the library's default of one second
OTHER_POLL_SECONDS = 2  # nobody waits for the other queues at the screen


def run(stop: threading.Event) -> None:
    """Run tasks until `stop` is set. Each queue has a thread; this one runs the default queue."""
    others = [
        threading.Thread(target=_schedule_maintenance, args=[stop], name="maintenance", daemon=True)
    ]
    for queue in settings.TASKS["default"]["QUEUES"]:
        if queue != DEFAULT_TASK_QUEUE_NAME:
            others.append(
                threading.Thread(target=_run_queue, args=[queue, stop], name=queue, daemon=True)
            )
    for thread in others:
        thread.start()
    _run_queue(DEFAULT_TASK_QUEUE_NAME, stop)
    for thread in others:
        thread.join(timeout=5)


def _run_queue(queue: str, stop: threading.Event) -> None:
    """Run the tasks of a queue. Errors, such as a lost database, only pause the loop."""
    while not stop.is_set():
        worker = _new_worker(queue)
        stopper = threading.Thread(target=_stop_worker, args=[stop, worker], daemon=True)
        stopper.start()
        try:
            worker.run()
        except Exception:  # without this, the site runs on with no worker, and only /readyz says so
            logger.exception("the worker starts again after an error")
            stop.wait(RETRY_SECONDS)


def _new_worker(queue: str) -> Worker:
    return Worker(
        queue_names=[queue],
        interval=POLL_SECONDS if queue == DEFAULT_TASK_QUEUE_NAME else OTHER_POLL_SECONDS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=uuid.uuid4().hex,
        excluded_queue_names=[],
    )


def _stop_worker(stop: threading.Event, worker: Worker) -> None:
    stop.wait()
    worker.running = False


def _schedule_maintenance(stop: threading.Event) -> None:
    """Enqueue maintenance every EVENT_LOG_SWEEP_EVERY seconds, unless it waits in the queue."""
    pause = 0.0
    while not stop.wait(pause):
        pause = settings.EVENT_LOG_SWEEP_EVERY
        close_old_connections()
        try:
            queued = DBTaskResult.objects.ready().filter(task_path=run_maintenance.module_path)
            if not queued.exists():
                run_maintenance.enqueue()
        except Exception:  # a lost database must not end the thread
            logger.exception("maintenance could not be scheduled; it is tried again soon")
            pause = RETRY_SECONDS
