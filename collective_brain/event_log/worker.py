"""The worker's loop: `manage.py serve` runs it as a thread, `manage.py work` as a process."""

import logging
import threading
import uuid

from django.conf import settings
from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from collective_brain.event_log.tasks import beat

logger = logging.getLogger(__name__)

POLL_EVERY = 0.2  # seconds; the library's own default of one second is felt in chat


def run(stop: threading.Event) -> None:
    """Do tasks until `stop` is set; whatever stumbles (a database that goes away, a full disk) only pauses us."""
    sweeper = threading.Thread(target=_beat_until, args=[stop], name="sweeper", daemon=True)
    sweeper.start()
    while not stop.is_set():
        worker = _worker()
        ender = threading.Thread(target=_end_with, args=[stop, worker], daemon=True)
        ender.start()
        try:
            worker.run()
        except Exception:  # or the site would go on without its worker, and only /readyz would tell
            logger.exception("the worker starts again")
            stop.wait(1)
    sweeper.join(timeout=5)


def _worker() -> Worker:
    return Worker(
        queue_names=["*"],
        interval=POLL_EVERY,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=uuid.uuid4().hex,
        excluded_queue_names=[],
    )


def _end_with(stop: threading.Event, worker: Worker) -> None:
    stop.wait()
    worker.running = False


def _beat_until(stop: threading.Event) -> None:
    while True:
        close_old_connections()
        try:
            if not DBTaskResult.objects.ready().filter(task_path=beat.module_path).exists():
                beat.enqueue()
        except Exception:
            logger.exception("no heartbeat this time")
        if stop.wait(settings.JOURNAL_SWEEP_EVERY):
            return
