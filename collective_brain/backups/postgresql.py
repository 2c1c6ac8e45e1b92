"""A copy of a PostgreSQL database by pg_dump, and its way back.

The password is in the environment of the programs, because everybody can read command lines.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from collective_brain.backups.snapshots import Snapshot, count_queries
from collective_brain.errors import Refused

FILE_NAME = "database.dump"
PACKAGE = "postgresql-client"
LOCK_TIMEOUT = "10s"
# The copy takes minutes, and this connection then only holds the snapshot.
BEGIN_SNAPSHOT = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    "SET LOCAL statement_timeout = 0",
)
COUNT_OTHERS = (
    "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
LIST_TABLES = (
    "SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables "
    "WHERE schemaname = current_schema()"
)


def copy_database(folder: Path, tables: Sequence[str]) -> Snapshot:
    """Copy the database as it is at one moment. pg_dump and the counts share the snapshot."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        for statement in BEGIN_SNAPSHOT:
            cursor.execute(statement)
        [[snapshot]] = _rows(cursor, "SELECT pg_export_snapshot()")
        options = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
        options += [f"--snapshot={snapshot}", f"--file={folder / FILE_NAME}"]
        _run("pg_dump", options)
        _run("pg_restore", ["--list", str(folder / FILE_NAME)], connect=False)
        return Snapshot(FILE_NAME, *count_queries(tables, lambda query: _rows(cursor, query)))


def restore_database(folder: Path, tables: Sequence[str]) -> Snapshot:
    """Replace the tables of the database in one transaction. A failure changes nothing."""
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--file=-"]
    read = [_program("pg_restore"), *options, str(folder / FILE_NAME)]
    begin = _begin_replacement()
    _close_own_connections()
    psql = _start("psql", ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null"])
    assert psql.stdin
    failure = b""
    with suppress(BrokenPipeError):  # psql has stopped after an error, and says why
        _write(psql.stdin, begin)
        done = subprocess.run(read, stdout=psql.stdin, stderr=subprocess.PIPE, check=False)
        failure = done.stderr if done.returncode else b""
        _write(psql.stdin, "ROLLBACK;\n" if done.returncode else "COMMIT;\n")
    _output, errors = psql.communicate()
    if psql.returncode or failure:
        raise Refused(f"Nothing was restored: {_last_line(errors or failure)}.")
    with connection.cursor() as cursor:
        return Snapshot(FILE_NAME, *count_queries(tables, lambda query: _rows(cursor, query)))


def refuse_use() -> str:
    """Return why the database cannot be replaced now, or ""."""
    _close_own_connections()
    others = int(_run("psql", ["--tuples-only", "--no-align", f"--command={COUNT_OTHERS}"]))
    return f"{others} other connections use the database. Stop the site first." if others else ""


def _begin_replacement() -> str:
    """Return the beginning of the transaction: it drops all tables, also those of later releases.

    psql sends COMMIT only after pg_restore has succeeded.
    """
    begin = f"BEGIN; SET LOCAL lock_timeout = '{LOCK_TIMEOUT}';\n"
    present = _run("psql", ["--tuples-only", "--no-align", f"--command={LIST_TABLES}"]).strip()
    return begin + (f"DROP TABLE {present} CASCADE;\n" if present else "")


def _close_own_connections() -> None:
    connection.close()
    cast(Any, connection).close_pool()


def _rows(cursor: Any, query: str) -> Iterable[Sequence[Any]]:
    cursor.execute(query)
    rows: list[Sequence[Any]] = cursor.fetchall()
    return rows


def _run(name: str, options: list[str], *, connect: bool = True) -> str:
    """Run a program of PostgreSQL and return its output. Raises Refused with its last line."""
    process = _start(name, options, connect=connect)
    output, errors = process.communicate()
    if process.returncode:
        raise Refused(f"{name} failed: {_last_line(errors)}")
    return output.decode()


def _start(name: str, options: list[str], *, connect: bool = True) -> "subprocess.Popen[bytes]":
    command, own = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, options)
    arguments = command[1:] if connect else options
    return subprocess.Popen(
        [_program(name), *arguments],
        env=os.environ | (own or {}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _program(name: str) -> str:
    path = shutil.which(name)
    if not path:
        raise Refused(f"The program {name} is missing: apt-get install {PACKAGE}")
    return path


def _write(pipe: IO[bytes], text: str) -> None:
    pipe.write(text.encode())
    pipe.flush()


def _last_line(errors: bytes) -> str:
    lines = errors.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "no reason given"
