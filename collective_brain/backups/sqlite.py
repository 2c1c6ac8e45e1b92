"""A copy of an SQLite database while people write, and its way back."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from collective_brain.backups.files import rename_durably
from collective_brain.backups.snapshots import Snapshot, count_queries
from collective_brain.errors import Refused

FILE_NAME = "database.sqlite3"
IN_USE_SECONDS = 2  # to wait for another process that uses the database


def copy_database(folder: Path, tables: Sequence[str]) -> Snapshot:
    """Copy the database with SQLite's online backup, in one step.

    A step sees one state of the database, and in WAL mode nobody waits for it. With several steps,
    each write in between would start the copy again.
    """
    target = folder / FILE_NAME
    with _open(_database_file(), "ro") as source, _open(target, "rwc") as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a -wal file beside it
        _refuse_damage(copy)
        return Snapshot(FILE_NAME, *count_queries(tables, lambda query: copy.execute(query)))


def restore_database(folder: Path, tables: Sequence[str]) -> Snapshot:
    """Put the copy in `folder`, which is on the same disk, in the place of the database."""
    restored, target = folder / FILE_NAME, _database_file()
    with _open(restored, "rw") as copy:
        _refuse_damage(copy)
        snapshot = Snapshot(FILE_NAME, *count_queries(tables, lambda query: copy.execute(query)))
    connection.close()
    _remove_write_ahead_log(target)
    rename_durably(restored, target)
    return snapshot


def refuse_use() -> str:
    """Nothing to look at: `_remove_write_ahead_log` notices other processes."""
    return ""


def _database_file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _refuse_damage(database: sqlite3.Connection) -> None:
    try:
        [(answer,)] = database.execute("PRAGMA quick_check(1)")
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise Refused(f"The database is damaged: {answer}.")


def _remove_write_ahead_log(path: Path) -> None:
    """Move what is in the -wal file into the database: it would spoil the restored one.

    This fails while another process uses the database.
    """
    if not path.exists():
        return
    try:
        with _open(path, "rw") as database:
            database.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise Refused("Another process uses the database. Stop the site first.") from error
    except sqlite3.DatabaseError:  # the present file is damaged: that is why there are backups
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextmanager
def _open(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True)
    try:
        database.execute(f"PRAGMA busy_timeout={IN_USE_SECONDS * 1000}")
        yield database
    finally:
        database.close()
