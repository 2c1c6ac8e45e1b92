"""A backup while people write, and its restore in another place."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bench.drills.participants import COUNT, Participants, Row, gaps
from bench.drills.sites import OWN, DrillSite, LargeSite
from bench.served.sites import Site, wait_until

WRITE_FOR = 1.5  # seconds before each backup
PAUSE = 5.0  # seconds between two texts of a writer. 50 writers then send 10 texts a second.

BACK_UP = """
from django.core.management import call_command
call_command("backup", {path!r})
"""
RESTORE = """
from django.core.management import call_command
call_command("restore", {path!r}, "--replace", "--without-secrets")
"""
# What the worker had not done when the backup was written, it does after the restore.
FINISH_EVENTS = """
from collective_brain.event_log.models import Event
for event in Event.objects.unfinished():
    event.run_listeners()
"""
EXAMINE = """
import sys
from django.core.management import CommandError, call_command
numbers = ["topic-numbers", "topic-gaps", "topic-counts", "theme-counts", "topics-in-theme"]
rooms = ["room-numbers", "room-gaps", "room-times"]
try:
    call_command("doctor", "--only", *numbers, *rooms, stdout=sys.stdout)
except CommandError as problems:
    print(problems)
"""
NOTHING_TO_REPAIR = "Nothing is wrong."


def back_up_and_restore(site: DrillSite, times: int, *, writers: int) -> Row:
    """Write a backup while `writers` write; restore it elsewhere, and count what is missing.

    The recovery time is that of the restore.
    """
    checks: list[dict[str, int]] = []
    backup_seconds: list[float] = []
    with Participants(site, writers=writers, pause=PAUSE) as participants, _other(site) as other:
        wait_until(lambda: all(each.acknowledged for each in participants.writers), within=60)
        for turn in range(times):
            time.sleep(WRITE_FOR)
            path = site.folder / f"backup-{turn}.tar.gz"
            began = time.monotonic()
            site.shell(BACK_UP.format(path=str(path)))
            backup_seconds.append(time.monotonic() - began)
            since = time.monotonic()
            other.shell(RESTORE.format(path=str(path)))
            participants.recovery_times.append(time.monotonic() - since)
            checks.append(_compare(participants, other, began))
            print(f"backup {turn + 1}: {checks[-1]}", file=sys.stderr, flush=True)
            path.unlink()
        row = participants.row("backup and restore", times)
    for column in ("lost", "disordered", "undone"):
        row[column] += sum(check[column] for check in checks)
    row["note"] = _note(checks, backup_seconds)
    return row


@contextmanager
def _other(site: DrillSite) -> Iterator[Site]:
    """An empty site beside `site`. On PostgreSQL it has a database of the same server."""
    env = dict(OWN)
    if isinstance(site, LargeSite):
        env |= _create_other_database(site)
    folder = site.folder / "other"
    (folder / "static").mkdir(parents=True)
    other = Site(folder, env)
    try:
        yield other
    finally:
        other.close()


def _create_other_database(site: LargeSite) -> dict[str, str]:
    """Create an empty database with the owner of the site's; return the settings for it."""
    url = site.env["DATABASE_URL"]
    owner = urlsplit(url).username or "postgres"
    server = f"postgres://postgres@127.0.0.1:{site.ports['database']}/postgres"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE other OWNER {}").format(sql.Identifier(owner)))
    return {
        "DATABASE_URL": urlunsplit(urlsplit(url)._replace(path="/other")),
        "REDIS_URL": urlunsplit(urlsplit(site.env["REDIS_URL"])._replace(path="/1")),
    }


def _compare(participants: Participants, other: Any, began: float) -> dict[str, int]:
    """Compare the restored site with what was acknowledged before the backup began."""
    acknowledged = {
        nonce
        for writer in participants.writers
        for nonce, when in list(writer.acknowledged_at.items())
        if when < began
    }
    other.shell(FINISH_EVENTS)
    assert other.shell(EXAMINE) == NOTHING_TO_REPAIR
    stored = json.loads(other.shell(COUNT).splitlines()[-1])
    nonces = {nonce for _line, _number, nonce, *_ in stored["rows"]}
    return {
        "acknowledged": len(acknowledged),
        "stored": len(nonces),
        "lost": len(acknowledged - nonces),
        "disordered": gaps(stored),
        "undone": stored["undone"],
    }


def _note(checks: list[dict[str, int]], backup_seconds: list[float]) -> str:
    acknowledged = sum(check["acknowledged"] for check in checks)
    extra = sum(check["stored"] for check in checks) - acknowledged
    return (
        f"{acknowledged} writes from before a backup looked for, {extra} later ones found; "
        f"backup {median(backup_seconds):.1f} s (median)"
    )
