"""Django's PostgreSQL with a pool that looks at a connection before it hands it out, and asks only when there is something to see.

Django's own check is a round trip at the begin of every request (CONN_HEALTH_CHECKS).
"""

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg_pool import ConnectionPool


def check(connection: "Connection[Any]") -> None:
    """Raises psycopg.OperationalError when the server has ended `connection`.

    Between two requests a server says nothing, but of its end: then there is something to read.
    """
    looking = select.poll()
    looking.register(connection.fileno(), select.POLLIN)
    if looking.poll(0):
        ConnectionPool.check_connection(connection)


class DatabaseWrapper(base.DatabaseWrapper):
    @property
    def pool(self) -> Any:
        found = super().pool
        if found:
            found._check = check  # Django passes one of its own
        return found
