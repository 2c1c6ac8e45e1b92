"""Take mail from the mail server in a process of its own (docs/mail.md)."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from collective_brain.serving.process_lock import refuse_second_process
from forum.mail.incoming.smtp_server import MailServer


class Command(BaseCommand):
    help = "Take mail at INCOMING_MAIL_LISTEN until a signal stops the process."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.INCOMING_MAIL_DOMAIN and settings.INCOMING_MAIL_LISTEN):
            self.stdout.write("INCOMING_MAIL_DOMAIN or INCOMING_MAIL_LISTEN is not set: no mail.")
            return
        if refusal := refuse_second_process():
            raise CommandError(refusal)
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_args: stop.set())
        server = MailServer(settings.INCOMING_MAIL_LISTEN)
        server.start()
        self.stdout.write(f"Taking mail at {settings.INCOMING_MAIL_LISTEN} (Ctrl-C stops it)")
        self.stdout.flush()
        stop.wait()
        server.stop()
