"""Queries by keys that are asked so often that the ORM makes their SQL only once, and PostgreSQL its plan."""

from collections.abc import Callable
from functools import cached_property
from inspect import signature
from typing import Any, NamedTuple

from django.core.signals import setting_changed
from django.db import connections, router
from django.db.models import BigIntegerField, Model, QuerySet
from django.db.models.query import get_related_populators

_MARK = 1_900_000_001  # stands for the first argument, the next number for the second; no query has it as a constant


class _Made(NamedTuple):
    """compiler: Django's SQLCompiler after its work. converters: of what SQLite has no type for, by column."""

    sql: str
    parameters: tuple[Any, ...]
    compiler: Any
    converters: dict[int, Any]


class Compiled:
    """make: from keys or numbers, a query; what is asked of it takes the same arguments."""

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self.make = make
        self._made_for: dict[str, _Made] = {}  # by kind of database
        setting_changed.connect(self._forget)

    def rows(self, *arguments: int) -> list[tuple[Any, ...]]:
        """Of values_list(), as the driver brings them: SQLite knows neither bool, UUID nor date."""
        _using, _made, rows = self._ask(arguments)
        return rows

    def objects(self, *arguments: int) -> list[Any]:
        """Model instances with what select_related() and annotate() bring along, as Django's ModelIterable makes them."""
        using, made, rows = self._ask(arguments)
        about, select = made.compiler.klass_info, made.compiler.select
        first, last = about["select_fields"][0], about["select_fields"][-1] + 1
        names = [column.target.attname for column, *_ in select[first:last]]
        related = get_related_populators(about, select, using)  # type: ignore[call-arg]  # the stubs are of 6.1
        found = []
        for row in (
            made.compiler.apply_converters(rows, made.converters) if made.converters else rows
        ):
            instance = about["model"].from_db(using, names, row[first:last])
            for populator in related:
                populator.populate(row, instance)
            for name, place in made.compiler.annotation_col_map.items():
                setattr(instance, name, row[place])
            found.append(instance)
        return found

    def _ask(self, arguments: tuple[int, ...]) -> tuple[str, _Made, list[tuple[Any, ...]]]:
        using = router.db_for_read(self._model)
        connection = connections[using]
        if not (made := self._made_for.get(connection.vendor)):
            made = self._made_for[connection.vendor] = self._compiled(using)
        if max(arguments) > BigIntegerField.MAX_BIGINT:  # no row's
            return using, made, []
        given = dict(enumerate(arguments, start=_MARK))
        with getattr(connection, "planned_cursor", connection.cursor)() as cursor:
            cursor.execute(
                made.sql, [given.get(parameter, parameter) for parameter in made.parameters]
            )
            return using, made, cursor.fetchall()

    def _compiled(self, using: str) -> _Made:
        compiler = self._query().get_compiler(using)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return _Made(sql, parameters, compiler, converters)

    @cached_property
    def _model(self) -> type[Model]:
        return self._query().model

    def _query(self) -> Any:
        marks = range(_MARK, _MARK + len(signature(self.make).parameters))
        return self.make(*marks).query

    def _forget(self, **_: Any) -> None:
        """A query may ask for a setting; only tests change one."""
        self._made_for.clear()
