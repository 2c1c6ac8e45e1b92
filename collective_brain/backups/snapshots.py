"""What a copy of a database says about itself: its rows and its migrations."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection

MIGRATIONS_TABLE = "django_migrations"


class Snapshot(NamedTuple):
    """file: the name of the copy. counts: rows by table. migrations: [app, name] of each."""

    file: str
    counts: dict[str, int]
    migrations: list[list[str]]


def existing_tables() -> list[str]:
    """Return the tables of the site that the database has: none before the first migration."""
    models = apps.get_models(include_auto_created=True)
    wanted = {MIGRATIONS_TABLE, *(model._meta.db_table for model in models)}
    return sorted(wanted & set(connection.introspection.table_names()))


def count_queries(
    tables: Sequence[str], run: Callable[[str], Iterable[Sequence[Any]]]
) -> tuple[dict[str, int], list[list[str]]]:
    """Return the counts and the migrations that `run`, which executes a query, finds."""
    counts = {table: next(iter(run(f'SELECT COUNT(*) FROM "{table}"')))[0] for table in tables}
    if MIGRATIONS_TABLE not in tables:
        return counts, []
    rows = run(f"SELECT app, name FROM {MIGRATIONS_TABLE} ORDER BY id")
    return counts, [list(row) for row in rows]
