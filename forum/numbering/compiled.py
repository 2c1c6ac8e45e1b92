"""Queries that are asked so often that the ORM makes their SQL only once."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Compiled:
    """make: a query with values_list() and any parameters; `rows` fills in others, in the order of the filter() calls
    (one call with several sorts them by name).

    Rows are as the driver brings them: SQLite knows neither bool, UUID nor date.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self.make = make

    @cached_property
    def _sql(self) -> str:
        return str(self.make().query.sql_with_params()[0])

    def rows(self, *parameters: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, parameters)
            return cursor.fetchall()
