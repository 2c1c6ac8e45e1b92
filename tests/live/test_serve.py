"""`manage.py serve`: it stops on a signal, and says clearly what is wrong."""

import json
import os
import signal
import time

import pytest
from django_tasks_db.models import DBTaskResult

from bench.served.clients import sign_in
from bench.served.sites import wait_until
from bench.served.tabs import Tab
from tests.live.http_requests import get

STOP_SECONDS = 5


@pytest.fixture
def drill_site(new_site):
    """A site for one test, with a worker that takes 50 ms for each message."""
    site = new_site(demo=True)
    site.env["DJANGO_SETTINGS_MODULE"] = "bench.drills.drill_app.settings_with_slow_listeners"
    yield site
    site.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_site_with_open_tabs_and_a_busy_worker(drill_site, number):
    drill_site.start()
    (client,) = sign_in(drill_site, {})
    with Tab(drill_site) as tab, Tab(drill_site, client.session) as other:
        tab.listen("room:1")
        other.listen("topic:1")
        for _ in range(30):
            client.send_or_fail("room:1", "Much to do.")
        process, began = drill_site.process, time.monotonic()
        os.killpg(process.pid, number)
        code = process.wait(timeout=15)
        assert time.monotonic() - began < STOP_SECONDS and code == 0
        assert {tab.closing_code(), other.closing_code()} == {1001}
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert "Traceback" not in drill_site.log and '"level": "ERROR"' not in drill_site.log


def test_a_second_start_loses_nothing(drill_site):
    drill_site.start()
    (client,) = sign_in(drill_site, {})
    said = client.send_or_fail("room:1", "Remember me.")
    drill_site.stop()
    drill_site.start()
    assert "Remember me." in get(drill_site, "/rooms/1/")[1]
    assert client.send_or_fail("room:1", "And me.")["number"] == said["number"] + 1


def test_a_used_port_is_named_in_the_error(site, new_site):
    other = new_site()
    with pytest.raises(AssertionError, match="Is the site running already"):
        other.manage("serve", "--port", str(site.port))


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["work"]])
def test_a_second_process_without_redis_is_refused(site, command):
    with pytest.raises(AssertionError, match="set REDIS_URL for all of them"):
        site.manage(*command)


def test_check_warns_about_postgresql_without_redis(site):
    url = "postgres://postgres@127.0.0.1:1/none"
    with pytest.raises(AssertionError, match="collective_brain.W001"):
        site.manage("check", "--fail-level", "WARNING", env={"DATABASE_URL": url})
    site.manage(
        "check",
        "--fail-level",
        "WARNING",
        env={"DATABASE_URL": url, "REDIS_URL": "redis://127.0.0.1:1"},
    )


def test_a_worker_starts_again_after_an_error(drill_site):
    drill_site.start()
    tasks = DBTaskResult._meta.db_table
    rename_table(drill_site, tasks, "gone")
    wait_until(lambda: "the worker starts again" in drill_site.log)
    rename_table(drill_site, "gone", tasks)
    (client,) = sign_in(drill_site, {})
    client.send_or_fail("room:1", "Do this.")
    wait_until((drill_site.folder / "diary").exists)


def test_readiness_names_a_missing_worker_and_a_broken_database(drill_site):
    drill_site.start()
    wait_until(lambda: get(drill_site, "/readyz")[0] == 200)
    drill_site.stop()
    drill_site.shell(
        "from datetime import timedelta; from django.utils import timezone\n"
        "from collective_brain.event_log.models import Heartbeat\n"
        "Heartbeat.objects.update(seen_at=timezone.now() - timedelta(minutes=2))"
    )
    drill_site.start("--without-worker")
    status, body = get(drill_site, "/readyz")
    assert status == 503 and list(json.loads(body)["failing"]) == ["worker"]
    for path in drill_site.folder.glob("collective-brain.sqlite3*"):
        path.write_bytes(b"This is not a database. " * 1000)
    status, body = get(drill_site, "/readyz")
    assert status == 503 and "database" in json.loads(body)["failing"]
    assert get(drill_site, "/healthz")[0] == 200


def rename_table(site, table, new_name):
    site.shell(
        "from django.db import connection\n"
        f"connection.cursor().execute('ALTER TABLE {table} RENAME TO {new_name}')"
    )
