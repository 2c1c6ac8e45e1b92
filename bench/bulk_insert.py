"""Insert millions of rows into a table, in the fastest way of each database."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

ROWS_PER_STATEMENT = 5_000  # on SQLite


def next_primary_key(model: type[models.Model]) -> int:
    return (model._base_manager.aggregate(largest=models.Max("pk"))["largest"] or 0) + 1


def insert_rows(example: models.Model, changes: Iterable[dict[str, Any]]) -> None:
    """Insert a row like `example` for each of `changes`, which are {attribute name: value}.

    All `changes` have the same attribute names.
    """
    first, changes = _split_off_first(changes)
    if first is None:
        return
    fields = [
        field
        for field in example._meta.concrete_fields
        if not _is_set_by_database(field, example, first)
    ]
    values_of_example = [
        field.get_db_prep_save(field.value_from_object(example), connection) for field in fields
    ]
    changing_fields = [
        (index, field) for index, field in enumerate(fields) if field.attname in first
    ]

    def rows() -> Iterator[list[Any]]:
        for change in changes:
            row = list(values_of_example)
            for index, field in changing_fields:
                row[index] = _database_value(field, change[field.attname])
            yield row

    _insert_values(example._meta.db_table, [str(field.column) for field in fields], rows())


def _is_set_by_database(
    field: models.Field[Any, Any], example: models.Model, first: dict[str, Any]
) -> bool:
    if field.primary_key and field.attname not in first:
        return True
    value = first.get(field.attname, field.value_from_object(example))
    return isinstance(value, DatabaseDefault)


def _split_off_first(
    changes: Iterable[dict[str, Any]],
) -> tuple[dict[str, Any] | None, Iterator[dict[str, Any]]]:
    """Return the first of `changes`, and an iterator over all of them."""
    others = iter(changes)
    first = next(others, None)
    if first is None:
        return None, others
    return first, chain([first], others)


def _database_value(field: models.Field[Any, Any], value: Any) -> Any:
    """Convert a value. The quick way is for types that need no conversion on any database."""
    if value is None or type(value) in (int, str, bool):
        return value
    return field.get_db_prep_save(value, connection)


def _insert_values(table: str, columns: list[str], rows: Iterator[list[Any]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        placeholders = ", ".join(["%s"] * len(columns))
        while chunk := list(islice(rows, ROWS_PER_STATEMENT)):
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({placeholders})', chunk)


def reset_sequences_and_analyze(*changed_models: type[models.Model]) -> None:
    """Continue keys after the inserted ones, and update the statistics of the query planner."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(changed_models)):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
