"""Run the blocks of docs/backup.md, word for word, with which PostgreSQL goes back to a second."""

import re
import signal
import subprocess
import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from django.conf import settings

from bench.served.sites import wait_until
from deploy import scale
from tests.live.test_scale import MISSING

CHAPTER = "## Back to any second"
BLOCK = re.compile(r"^   ```(sh|conf)\n(.*?)^   ```$", re.MULTILINE | re.DOTALL)
TIME = "2026-11-29 14:00:00+00"


@pytest.fixture
def server():
    """A PostgreSQL in a folder that its user can reach, with an empty database."""
    if scale.missing_packages():
        pytest.skip(MISSING)
    with TemporaryDirectory(prefix="collective-brain-recovery-") as folder:
        stack = scale.Stack(Path(folder))
        stack.create_database()
        yield stack
        stack.stop()


def blocks_of_the_chapter(server) -> list[str]:
    """The blocks, with the folders and the port of this server."""
    text = (Path(settings.BASE_DIR) / "docs" / "backup.md").read_text()
    chapter = text.split(CHAPTER)[1].split("\n## ")[0]
    names = {
        "/var/backups": str(server.folder / "backups"),
        "/var/lib/postgresql/17/main": str(server.folder / "database"),
        "/var/lib/postgresql/17": str(server.folder),
        "--host=127.0.0.1": f"--host=127.0.0.1 --port={server.ports['database']}",
    }
    for name, own in names.items():
        chapter = chapter.replace(name, own)
    return [textwrap.dedent(block) for _kind, block in BLOCK.findall(chapter)]


def run(server, commands: str) -> None:
    prefix = scale._unprivileged_prefix(server.folder)
    folder = Path(scale.find_program("pg_basebackup")).parent
    subprocess.run(
        [*prefix, "sh", "-ec", f"PATH=$PATH:{folder}\n{commands}"], check=True, cwd=server.folder
    )


def connect(server) -> psycopg.Connection:
    url = f"postgres://postgres@127.0.0.1:{server.ports['database']}/postgres"
    return psycopg.connect(url, autocommit=True)


def has_recovered(server) -> bool:
    try:
        with connect(server) as connection:
            return connection.execute("SELECT NOT pg_is_in_recovery()").fetchone()[0]
    except psycopg.OperationalError:  # it is starting up
        return False


def test_the_database_goes_back_to_the_second_before_a_mistake(server):
    make_folders, configuration, copy, go_back = blocks_of_the_chapter(server)
    run(server, make_folders)
    with (server.folder / "database" / "postgresql.conf").open("a") as file:
        file.write(configuration)
    server.start_database()
    run(server, copy)
    with connect(server) as connection:
        connection.execute("CREATE TABLE post (text text)")
        connection.execute("INSERT INTO post VALUES ('kept')")
        [moment] = connection.execute("SELECT clock_timestamp()::text").fetchone()
        connection.execute("DELETE FROM post")
        connection.execute("SELECT pg_switch_wal()")
    server.end("database", signal.SIGINT)
    assert TIME in go_back
    run(server, go_back.replace(TIME, moment))
    server.start_database()
    wait_until(lambda: has_recovered(server), within=60)
    with connect(server) as connection:
        assert connection.execute("SELECT text FROM post").fetchall() == [("kept",)]
