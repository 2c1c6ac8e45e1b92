"""Whether a PostgreSQL server answers. A query on a server that says nothing would wait for ever.

`connect_timeout` covers only the connection, and timeouts of TCP and of PostgreSQL itself end
nothing when the server has stopped: its kernel goes on confirming what it receives.

Only the first requests of an outage wait. Then a thread asks until the server is back, and requests
fail at once (decision 67).
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import cache
from typing import Any

from psycopg import Error, OperationalError

from collective_brain.outages import Outage

ANSWERS_WITHIN = 0.8  # seconds
ASK_AGAIN_AFTER = 0.5  # seconds
# "May I use TLS?" A server answers with one byte before it asks for a user or password:
# https://www.postgresql.org/docs/current/protocol-message-formats.html, SSLRequest
SSL_REQUEST = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")


class Server:
    """connect: opens a connection that nobody else uses."""

    connect: Callable[[], Any] | None = None

    def __init__(self, host: str, port: str) -> None:
        self._host, self._port = host, int(port or 5432)
        self._outage = Outage("PostgreSQL")

    def refuse_if_away(self) -> None:
        """Raise OperationalError at once if the server did not answer a moment ago."""
        if self._outage.is_running:
            raise OperationalError("PostgreSQL does not answer.")

    def require_answer(self) -> None:
        """Raise OperationalError if the server does not answer."""
        self.refuse_if_away()
        try:
            self._ask()
        except OSError as error:
            self.begin_outage(error)
            raise OperationalError(f"PostgreSQL does not answer: {error}") from error

    def begin_outage(self, error: Exception) -> None:
        if self.connect and self._outage.begin(error):
            threading.Thread(target=self._wait_for_return, name="postgres", daemon=True).start()

    def _wait_for_return(self) -> None:
        while True:
            time.sleep(ASK_AGAIN_AFTER)
            try:
                with closing(self.connect()) as connection:  # type: ignore[misc]
                    connection.execute("SELECT 1")
            except Error:
                continue
            self._outage.end()
            return

    def _ask(self) -> None:
        if not self._host or "," in self._host:  # libpq chooses the server
            return
        with closing(self._open_socket()) as connection:
            connection.sendall(SSL_REQUEST)
            if not connection.recv(1):
                raise ConnectionError("it closed the connection")

    def _open_socket(self) -> socket.socket:
        if not self._host.startswith("/"):
            return socket.create_connection((self._host, self._port), ANSWERS_WITHIN)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(ANSWERS_WITHIN)
        try:
            connection.connect(f"{self._host}/.s.PGSQL.{self._port}")
        except OSError:
            connection.close()
            raise
        return connection


@cache
def server_at(host: str, port: str) -> Server:
    return Server(host, port)
