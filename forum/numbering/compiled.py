"""Queries that are asked so often that the ORM makes their SQL only once."""

from collections.abc import Callable
from functools import cached_property
from inspect import signature
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_MARK = 1_900_000_001  # stands for the first argument, the next number for the second; no query has it as a constant


class Compiled:
    """make: from keys or numbers, a query with values_list(); `rows` takes the same arguments.

    Rows are as the driver brings them: SQLite knows neither bool, UUID nor date.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self.make = make

    @cached_property
    def _made(self) -> tuple[str, tuple[Any, ...]]:
        marks = range(_MARK, _MARK + len(signature(self.make).parameters))
        sql, parameters = self.make(*marks).query.sql_with_params()
        return str(sql), tuple(parameters)

    def rows(self, *arguments: int) -> list[tuple[Any, ...]]:
        sql, parameters = self._made
        given = dict(enumerate(arguments, start=_MARK))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(parameter, parameter) for parameter in parameters])
            return cursor.fetchall()
