"""A task worker of its own, beside `serve --without-worker` and the HTTP servers (decision 7)."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from collective_brain.event_log import worker
from collective_brain.serving.process_lock import refuse_second_process


class Command(BaseCommand):
    help = "Do the tasks of the journal until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        if why := refuse_second_process():
            raise CommandError(why)
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        worker.run(stop)
