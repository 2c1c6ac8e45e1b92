"""No query waits for a server that closed the connection or says nothing."""

import time
from contextlib import closing
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from bench.served.cuttable_proxy import DIRECTIONS, CuttableProxy
from collective_brain.database.postgresql.base import Connection, DatabaseWrapper, check
from tests.databases import connection_settings

pytestmark = pytest.mark.postgres


@pytest.fixture
def connection(postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


def test_an_open_connection_is_checked_without_a_query(connection, monkeypatch):
    monkeypatch.setattr(
        ConnectionPool, "check_connection", lambda _: pytest.fail("a query was sent")
    )
    check(connection)


def test_a_connection_that_the_server_closed_is_refused(connection, postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        check(connection)


def test_a_notification_from_the_server_closes_no_connection(connection, postgres_url):
    connection.execute("LISTEN news")
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute("NOTIFY news")
    check(connection)
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_pool_of_the_site_replaces_closed_connections(postgres_url, django_db_blocker):
    """The server closes the connection after each page. The pool is set up as for DATABASE_URL."""
    configured = connection_settings(postgres_url) | {"CONN_HEALTH_CHECKS": True}
    configured["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 1}
    wrapper = DatabaseWrapper(configured, alias="pooled")
    with django_db_blocker.unblock():
        for _page in range(3):
            with wrapper.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                [pid] = cursor.fetchone()
            wrapper.close()
            with psycopg.connect(postgres_url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        wrapper.close_pool()


def test_a_slow_query_on_a_server_that_answers_others_goes_on(postgres_url):
    with Connection.connect(postgres_url, autocommit=True) as connection:
        assert connection.execute("SELECT 1 FROM pg_sleep(1.5)").fetchone() == (1,)


def test_a_query_fails_soon_when_its_server_answers_nobody(postgres_url):
    """The proxy stops to forward, as a stopped server or a lost network does."""
    parts = urlsplit(postgres_url)
    with closing(CuttableProxy(parts.port)) as proxy:
        through_proxy = postgres_url.replace(f":{parts.port}/", f":{proxy.port}/")
        with Connection.connect(through_proxy, autocommit=True) as connection:
            connection.execute("SELECT 1")
            proxy.silence(*DIRECTIONS)
            began = time.monotonic()
            with pytest.raises(psycopg.OperationalError, match="does not answer"):
                connection.execute("SELECT 1")
            assert time.monotonic() - began < 3 and connection.closed
