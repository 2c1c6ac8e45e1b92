"""Django's PostgreSQL backend, with a cheaper check of pooled connections.

Django sends a query to check a connection before each request. This backend polls the socket
instead, which saves a round trip. It sets the private attribute `_check` of psycopg's pool, because
Django passes its own check. FAST_PATHS=0 uses Django's backend.
"""

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg_pool import ConnectionPool


def check(connection: "Connection[Any]") -> None:
    """Raise psycopg.OperationalError if the server has closed `connection`.

    Between two requests a server sends nothing unless it closes the connection. Only then is there
    something to read.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        ConnectionPool.check_connection(connection)


class DatabaseWrapper(base.DatabaseWrapper):
    @property
    def pool(self) -> Any:
        pool = super().pool
        if pool:
            pool._check = check
        return pool
