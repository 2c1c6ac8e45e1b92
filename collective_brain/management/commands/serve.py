"""Serve the whole site in one process: pages, sockets and the worker (decision 7)."""

import os
import sys
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from accounts.models import Member
from collective_brain.event_log.models import Event
from collective_brain.serving.file_owners import refuse_foreign_files
from collective_brain.serving.port_check import refuse_port
from collective_brain.serving.process_lock import refuse_second_process

WORKER_STOP_SECONDS = 2  # the next start runs a task again that was cut off
# After a restart all tabs connect at once. With Twisted's 50, most would wait a second and retry.
LISTEN_BACKLOG = 2048
HANDSHAKE_SECONDS = 10  # as long as live.js waits
MAX_FRAME_BYTES = 4096  # frames from tabs are far smaller


class Command(BaseCommand):
    help = "Serve pages, sockets and the worker in one process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000")
        parser.add_argument(
            "--without-worker", action="store_true", help="let `manage.py work` run the tasks"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        refusal = refuse_foreign_files(settings.VAR) or refuse_port(host, port)
        if refusal := refusal or refuse_second_process():
            raise CommandError(refusal)
        server = self._new_server(host, port)
        stop = threading.Event()
        worker = threading.Thread(target=_run_worker, args=[stop], name="worker", daemon=True)
        if not options["without_worker"]:
            if not settings.REDIS_URL:  # no other process can be working on these events
                Event.objects.enqueue_unfinished()
            worker.start()
        mail_server = None if options["without_worker"] else _start_mail_server()
        connection.close()
        self._print_address(host, port)
        server.run()
        stop.set()
        if mail_server:
            mail_server.stop()
        if worker.is_alive():
            worker.join(timeout=WORKER_STOP_SECONDS)
        _exit_at_once(0 if server.listening_addresses else 1)

    def _new_server(self, host: str, port: int) -> Any:
        # The import of Daphne installs Twisted's reactor. Other commands must not do that.
        from collective_brain.asgi import application
        from collective_brain.serving.daphne_server import Server

        interface = host.replace(":", r"\:")
        return Server(
            application=application,
            endpoints=[f"tcp:port={port}:interface={interface}:backlog={LISTEN_BACKLOG}"],
            websocket_handshake_timeout=HANDSHAKE_SECONDS,
            websocket_max_message_size=MAX_FRAME_BYTES,
            websocket_max_frame_size=MAX_FRAME_BYTES,
            server_name="collective-brain",
        )

    def _print_address(self, host: str, port: int) -> None:
        self.stdout.write(f"\nCollective Brain is at http://{host}:{port}/ (Ctrl-C stops it)\n")
        if settings.LOCAL and not settings.EMAIL_URL:
            self.stdout.write(f"Mail is written to {settings.EMAIL_FILE_PATH}, not sent.")
        for line in _demo_sign_ins():
            self.stdout.write(line)
        self.stdout.flush()


def _start_mail_server() -> Any:
    """Take mail from members in this process, if the settings say so."""
    if not (settings.INCOMING_MAIL_DOMAIN and settings.INCOMING_MAIL_LISTEN):
        return None
    from forum.mail.incoming.smtp_server import MailServer

    server = MailServer(settings.INCOMING_MAIL_LISTEN)
    server.start()
    return server


def _exit_at_once(code: int) -> None:
    """End without waiting for threads: one may serve a request that the server has given up."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _run_worker(stop: threading.Event) -> None:
    from collective_brain.event_log import worker

    worker.run(stop)


def _demo_sign_ins() -> list[str]:
    """Return a heading and a line for each demonstration member with a usable password."""
    from forum.demo import PASSWORD, SIGN_INS

    members = Member.objects.filter(is_demo=True, email__in=SIGN_INS.values())
    usable_emails = {member.email for member in members if member.has_usable_password()}
    if not usable_emails:
        return []
    lines = [f"  {role:14} {email}" for role, email in SIGN_INS.items() if email in usable_emails]
    return [f"Demonstration accounts, password {PASSWORD}:", *lines]
