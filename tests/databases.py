"""Fixtures for tests that need PostgreSQL or Redis."""

import copy
import os
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import environ
import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from psycopg import sql

NO_POSTGRES = (
    "needs PostgreSQL: apt-get install postgresql, start it, and set TEST_DATABASE_URL="
    "postgres://user:password@127.0.0.1:5432/postgres (a user who may create databases). "
    ".ci/run does all this"
)
NO_REDIS = (
    "needs Redis: apt-get install redis-server, start it, and set TEST_REDIS_URL="
    "redis://127.0.0.1:6379/0. .ci/run does all this"
)


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
def _migrated_postgres_url() -> Iterator[str]:
    yield from fresh_postgres_url()


@pytest.fixture
def on_postgres(_migrated_postgres_url, django_db_blocker) -> Iterator[None]:
    """The `default` database of this test is PostgreSQL, migrated and empty, in every thread.

    Use it instead of `db` or `transactional_db`, in a function and not in a Django TestCase.
    """
    before, connection = connections.settings["default"], connections["default"]
    connections.settings["default"] = connection_settings(_migrated_postgres_url)
    del connections["default"]
    try:
        with django_db_blocker.unblock():
            call_command("migrate", verbosity=0)
            yield
            call_command("flush", interactive=False, verbosity=0)
            connections["default"].close()
    finally:
        connections.settings["default"], connections["default"] = before, connection


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


def fresh_postgres_url() -> Iterator[str]:
    server = os.environ.get("TEST_DATABASE_URL") or pytest.skip(NO_POSTGRES)
    name = f"collective_brain_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )
