"""Millions of rows into a table, in the database's own fastest way."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

CHUNK = 5_000  # rows in one statement of SQLite


def next_key(model: type[models.Model]) -> int:
    return (model._base_manager.aggregate(most=models.Max("pk"))["most"] or 0) + 1


def copy(example: models.Model, changes: Iterable[dict[str, Any]]) -> None:
    """A row like `example` for each of `changes`: {attribute name: value}, the same names in each."""
    first, changes = _peek(changes)
    if first is None:
        return
    fields = [
        field
        for field in example._meta.concrete_fields
        if not field.primary_key or field.attname in first
    ]
    base = [
        field.get_db_prep_save(field.value_from_object(example), connection) for field in fields
    ]
    changing = [(place, field) for place, field in enumerate(fields) if field.attname in first]

    def rows() -> Iterator[list[Any]]:
        for change in changes:
            row = list(base)
            for place, field in changing:
                row[place] = _prepared(field, change[field.attname])
            yield row

    _write(example._meta.db_table, [str(field.column) for field in fields], rows())


def _peek(
    changes: Iterable[dict[str, Any]],
) -> tuple[dict[str, Any] | None, Iterator[dict[str, Any]]]:
    """The first of `changes`, and all of them."""
    others = iter(changes)
    first = next(others, None)
    return first, chain([first] if first else [], others)


def _prepared(field: models.Field[Any, Any], value: Any) -> Any:
    """Numbers and texts are the same to every database."""
    return (
        value
        if value is None or type(value) in (int, str, bool)
        else field.get_db_prep_save(value, connection)
    )


def _write(table: str, columns: list[str], rows: Iterator[list[Any]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as sink:
                for row in rows:
                    sink.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        while chunk := list(islice(rows, CHUNK)):
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', chunk)


def settle(*kinds: type[models.Model]) -> None:
    """Let the next key follow the last one written by hand, and the planner know what is there."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(kinds)):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
