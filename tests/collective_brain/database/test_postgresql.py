"""The pool hands out no connection that the server has ended, and asks nothing of one that lives."""

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from collective_brain.database.postgresql.base import DatabaseWrapper, check
from tests.databases import connection_settings

pytestmark = pytest.mark.postgres


@pytest.fixture
def connection(postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as given:
        yield given


def test_one_that_lives_is_not_asked(connection, monkeypatch):
    monkeypatch.setattr(ConnectionPool, "check_connection", lambda _: pytest.fail("it was asked"))
    check(connection)


def test_one_that_the_server_ended_is_refused(connection, postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        check(connection)


def test_what_the_server_said_unasked_is_no_end(connection, postgres_url):
    connection.execute("LISTEN news")
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute("NOTIFY news")
    check(connection)
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_pool_of_the_site_looks(postgres_url, django_db_blocker):
    """Each time the server ends the connection in between: as pooled as the settings make it for DATABASE_URL."""
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
