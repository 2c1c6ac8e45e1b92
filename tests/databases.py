"""Fixtures for tests that need PostgreSQL or Redis."""

import copy
import fcntl
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import environ
import psycopg
import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase
from psycopg import sql

from bench.served.sites import wait_until

NO_POSTGRES = (
    "needs PostgreSQL: apt-get install postgresql, start it, and set TEST_DATABASE_URL="
    "postgres://user:password@127.0.0.1:5432/postgres (a user who may create databases). "
    ".ci/run does all this"
)
NO_REDIS = (
    "needs Redis: apt-get install redis-server, start it, and set TEST_REDIS_URL="
    "redis://127.0.0.1:6379/0. .ci/run does all this"
)
RUN_FOLDER = Path(os.environ["VAR_DIR"])  # tests/conftest.py: all processes of a run share it
# `migrate` writes these rows, and no test changes them.
KEPT_TABLES = frozenset({"django_content_type", "auth_permission"})


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("postgres") and not os.environ.get("TEST_DATABASE_URL"):
        pytest.skip(NO_POSTGRES)
    if item.get_closest_marker("redis") and not os.environ.get("TEST_REDIS_URL"):
        pytest.skip(NO_REDIS)


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The URL of a Redis database that only this process of the tests changes."""
    url = os.environ.get("TEST_REDIS_URL") or pytest.skip(NO_REDIS)
    process = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return urlunsplit(urlsplit(url)._replace(path=f"/{1 + int(process) % 15}"))


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The URL of a new, empty PostgreSQL database. It is dropped after the test."""
    yield from fresh_postgres_url()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """pytest-django uses the database of SQLite that `django_db_modify_db_settings` copies."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_blocker
) -> None:
    template = migrated_sqlite_file(django_db_blocker)
    shutil.copyfile(template, connections.settings["default"]["TEST"]["NAME"])


def migrated_sqlite_file(django_db_blocker) -> Path:
    """An empty, migrated database of SQLite, to be copied. All processes of a run share it.

    To migrate takes 6 s.
    """
    file = RUN_FOLDER / "migrated.sqlite3"
    with _only_once("migrated-sqlite") as is_first:
        if is_first:
            here = connections.settings["default"] | {"NAME": str(file)}
            with default_database(here), django_db_blocker.unblock():
                call_command("migrate", verbosity=0)
    return file


@pytest.fixture(scope="session")
def _migrated_postgres_url(django_db_blocker) -> Iterator[str]:
    yield from fresh_postgres_url(migrated_postgres_database(django_db_blocker))


def migrated_postgres_database(django_db_blocker) -> str:
    """The name of an empty, migrated database of PostgreSQL, to be copied."""

    def migrate(url: str) -> None:
        with default_database(connection_settings(url)), django_db_blocker.unblock():
            call_command("migrate", verbosity=0)

    return template_database("migrated", migrate)


@pytest.fixture
def on_postgres(_migrated_postgres_url, django_db_blocker) -> Iterator[None]:
    """The `default` database of this test is PostgreSQL, migrated and empty, in every thread.

    Use it instead of `db` or `transactional_db`, in a function and not in a Django TestCase.
    """
    with default_database(connection_settings(_migrated_postgres_url)), django_db_blocker.unblock():
        yield
        empty_tables(connections["default"])


@contextmanager
def default_database(database: dict[str, Any]) -> Iterator[None]:
    """Inside the `with` block, `default` is the database of these settings, in every thread."""
    before, connection = connections.settings["default"], connections["default"]
    connections.settings["default"] = database
    del connections["default"]
    try:
        yield
        connections["default"].close()
    finally:
        connections.settings["default"], connections["default"] = before, connection


@pytest.fixture(scope="session", autouse=True)
def _quick_teardown() -> Iterator[None]:
    """Tests with real transactions end with `empty_tables`, not with Django's flush."""

    def empty_all(case: TransactionTestCase) -> None:
        for alias in case._databases_names(include_mirrors=False):
            empty_tables(connections[alias])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_all)
        yield


def empty_tables(connection: BaseDatabaseWrapper) -> None:
    """Delete the rows of all models but permissions and content types.

    Django's flush deletes these too and writes them again, which takes 0.2 s of CPU each time. On
    PostgreSQL it empties 42 tables, which takes as long.
    """
    tables = set(connection.introspection.django_table_names(only_existing=True)) - KEPT_TABLES
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for table in _tables_with_rows(cursor, tables):  # foreign keys are checked at the end
            cursor.execute(f'DELETE FROM "{table}"')


def _tables_with_rows(cursor: CursorWrapper, tables: Iterable[str]) -> list[str]:
    looks = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables]
    cursor.execute(" UNION ALL ".join(looks))
    return [name for (name,) in cursor.fetchall()]


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.django_db(transaction=True)),
        pytest.param("postgres", marks=pytest.mark.postgres),
    ]
)
def database(request: pytest.FixtureRequest) -> None:
    """Each of both databases, with real transactions, in every thread."""
    if request.param == "postgres":
        request.getfixturevalue("on_postgres")


def connection_settings(url: str) -> dict:
    """The settings for PostgreSQL at `url`, with the defaults of the current connection."""
    configured = copy.deepcopy(connections.settings["default"])
    parsed = environ.Env.db_url_config(url, engine="collective_brain.database.postgresql")
    return configured | {"OPTIONS": {}, "CONN_MAX_AGE": 0} | parsed


def fresh_postgres_url(template: str = "") -> Iterator[str]:
    """The URL of a new database: empty, or a copy of the database `template`. It is dropped."""
    name = f"{_prefix()}_{uuid.uuid4().hex[:12]}"
    create_database(name, template)
    try:
        yield _url_of(name)
    finally:
        drop_database(name)


def template_database(name: str, fill: Callable[[str], None], template: str = "") -> str:
    """The name of a database that the tests of this run copy.

    The first process that asks creates it, empty or as a copy of the database `template`, and
    calls `fill` with its URL. The others wait.
    """
    database = f"{_prefix()}_{name}"
    with _only_once(name) as is_first:
        if is_first:
            create_database(database, template)
            fill(_url_of(database))
            wait_until(lambda: _count_connections(database) == 0)  # PostgreSQL copies no other
    return database


@contextmanager
def _only_once(name: str) -> Iterator[bool]:
    """Yield True in the first process of a run. The others wait until it has finished."""
    done = RUN_FOLDER / f"{name}.filled"
    with (RUN_FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not done.exists()
        done.touch()


def create_database(name: str, template: str = "") -> None:
    statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template:
        statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    _run_on_server(statement)


def drop_database(name: str) -> None:
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    _run_on_server(statement.format(sql.Identifier(name)))


def drop_template_databases() -> None:
    """Drop those of this run. Call it once, when all processes have ended."""
    for filled in RUN_FOLDER.glob("*.filled") if os.environ.get("TEST_DATABASE_URL") else ():
        drop_database(f"{_prefix()}_{filled.stem}")


def name_in(url: str) -> str:
    """The name of the database of a URL."""
    return urlsplit(url).path.removeprefix("/")


def _run_on_server(statement: sql.Composed) -> None:
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(statement)


def _count_connections(database: str) -> int:
    with psycopg.connect(_server()) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        [count] = connection.execute(query, [database]).fetchone()
    return count


def _server() -> str:
    return os.environ.get("TEST_DATABASE_URL") or pytest.skip(NO_POSTGRES)


def _url_of(database: str) -> str:
    return urlunsplit(urlsplit(_server())._replace(path=f"/{database}"))


def _prefix() -> str:
    """Of the names of all databases of this run."""
    run = re.sub("[^a-z0-9]", "", RUN_FOLDER.name.rpartition("-")[2].lower())
    return f"collective_brain_test_{run}"
