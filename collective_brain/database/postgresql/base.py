"""Django's PostgreSQL backend, with two changes to its connections.

- A query on a server that has stopped answering fails within seconds (decision 67).
- A pooled connection is checked by polling its socket. Django sends a query before each request,
  which costs a round trip. This sets the private attribute `_check` of psycopg's pool, because
  Django passes its own check. FAST_PATHS=0 uses that one.
"""

import select
from functools import partial
from time import monotonic
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base
from psycopg.errors import OperationalError, _WaitTimeout
from psycopg_pool import ConnectionPool, PoolTimeout

from collective_brain.database.postgresql.server import server_at

# Seconds without an answer to a query, after which the server is asked whether it is there. The
# pause doubles, so that statements which wait for a lock cost little.
FIRST_SILENCE = 0.3
LONGEST_SILENCE = 8.0


def check(connection: "psycopg.Connection[Any]") -> None:
    """Raise psycopg.OperationalError if the server has closed `connection`.

    Between two requests a server sends nothing unless it closes the connection. Only then is there
    something to read.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        ConnectionPool.check_connection(connection)


class Connection(psycopg.Connection[Any]):
    """A connection that gives up a query when its server answers nobody.

    A slow query on a server that answers others goes on. `_WaitTimeout` is private in psycopg.
    """

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        silence = FIRST_SILENCE
        while True:
            try:
                return super().wait(gen, interval, silence)
            except _WaitTimeout:
                self._require_answer()
                silence = min(2 * silence, LONGEST_SILENCE)

    def _require_answer(self) -> None:
        try:
            server_at(self.info.host, str(self.info.port)).require_answer()
        except OperationalError:
            self.close()
            raise


class DatabaseWrapper(base.DatabaseWrapper):
    @property
    def pool(self) -> Any:
        pool = super().pool
        if pool:
            pool.connection_class = Connection
            if settings.FAST_PATHS:
                pool._check = check
        return pool

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if self.pool is None:
            return super().get_new_connection(conn_params)
        server = server_at(self.settings_dict["HOST"], str(self.settings_dict["PORT"]))
        server.connect = partial(Connection.connect, **conn_params, autocommit=True)
        server.refuse_if_away()
        deadline = monotonic() + settings.DATABASE_TIMEOUT
        while True:
            try:
                return super().get_new_connection(conn_params)
            except PoolTimeout as error:
                server.require_answer()
                if monotonic() > deadline:
                    server.begin_outage(error)
                    raise
