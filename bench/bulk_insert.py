"""Millions of rows into a table, in the database's own fastest way."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

ROWS_PER_STATEMENT = 5_000  # rows in one statement of SQLite


def next_primary_key(model: type[models.Model]) -> int:
    return (model._base_manager.aggregate(most=models.Max("pk"))["most"] or 0) + 1


def insert_rows(example: models.Model, changes: Iterable[dict[str, Any]]) -> None:
    """A row like `example` for each of `changes`: {attribute name: value}, the same names in each."""
    first, changes = _split_off_first(changes)
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
                row[place] = _database_value(field, change[field.attname])
            yield row

    _insert_values(example._meta.db_table, [str(field.column) for field in fields], rows())


def _split_off_first(
    changes: Iterable[dict[str, Any]],
) -> tuple[dict[str, Any] | None, Iterator[dict[str, Any]]]:
    """The first of `changes`, and all of them."""
    others = iter(changes)
    first = next(others, None)
    return first, chain([first] if first else [], others)


def _database_value(field: models.Field[Any, Any], value: Any) -> Any:
    """Numbers and texts are the same to every database."""
    return (
        value
        if value is None or type(value) in (int, str, bool)
        else field.get_db_prep_save(value, connection)
    )


def _insert_values(table: str, columns: list[str], rows: Iterator[list[Any]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as sink:
                for row in rows:
                    sink.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        while chunk := list(islice(rows, ROWS_PER_STATEMENT)):
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', chunk)


def reset_sequences_and_analyze(*kinds: type[models.Model]) -> None:
    """Let the next key follow the last one written by hand, and the planner know what is there."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(kinds)):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
