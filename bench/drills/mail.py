"""The mail server accepts every connection and says nothing."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.drills.away import Observers
from bench.drills.hall import Guest
from bench.drills.participants import Participants, Row
from bench.drills.sites import SmallSite, small_site

EMAIL_TIMEOUT = 20  # seconds, the default
WAITING = """
from collective_brain.outgoing_mail.models import OutgoingEmail
print(OutgoingEmail.objects.count())
"""


@contextmanager
def with_a_silent_mail_server(prepared: Path) -> Iterator[SmallSite]:
    with _silent_server() as port:
        url = f"smtp://127.0.0.1:{port}"
        with small_site(prepared, EMAIL_URL=url, EMAIL_TIMEOUT=str(EMAIL_TIMEOUT)) as site:
            yield site


def mail_silent(site: SmallSite, times: int, *, guests: int, seconds: float) -> Row:
    """Guests sign up, so that mail waits, while others write and read."""
    with Participants(site) as participants:
        late, seen = 0, ""
        sessions = [writer.session for writer in participants.writers]
        for turn in range(times):
            with Observers(site, sessions) as observers:
                for number in range(guests):
                    late += Guest(site, turn * guests + number).send_form() != 302
                time.sleep(seconds)
            late, seen = late + observers.late, observers.summary()
            participants.wait_until_recovered(time.monotonic())
        waiting = site.shell(WAITING).splitlines()[-1]
        name = f"mail server silent for {seconds:g} s, {guests} sign-ups"
        return participants.row(name, times, late=late, note=f"{waiting} mails wait, {seen}")


@contextmanager
def _silent_server() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        connections: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    connections.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield int(server.getsockname()[1])
        for connection in connections:
            connection.close()
