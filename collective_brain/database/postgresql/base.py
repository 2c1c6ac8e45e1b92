"""Django's PostgreSQL, but a pooled connection is looked at, not asked, and what goes by keys is planned once."""

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

    def planned_cursor(self) -> Any:
        """A cursor whose statements are planned once for each connection, which takes up to five times as long as answering.

        For statements that go by keys only: the plan that suits all values may suit some badly (a catch-up took seconds).
        """
        self.ensure_connection()
        cursor = base.ServerBindingCursor(self.connection)  # type: ignore[call-arg]
        return self._prepare_cursor(cursor)  # type: ignore[attr-defined]
