"""Run a worker in its own process, beside gunicorn and `serve --without-worker` (decision 7)."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from collective_brain.event_log import worker
from collective_brain.serving.process_lock import refuse_second_process


class Command(BaseCommand):
    help = "Run the tasks of the event log until a signal stops the process."

    def handle(self, *args: Any, **options: Any) -> None:
        if refusal := refuse_second_process():
            raise CommandError(refusal)
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_args: stop.set())
        worker.run(stop)
