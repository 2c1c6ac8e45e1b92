"""The release before and this one on one database and one Redis, while people write.

PostgreSQL only: with SQLite, one process serves the site, and it ends before the next one starts.
"""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.request import urlopen

from bench.drills.participants import Participants, Row
from bench.drills.releases import THIS, Release, release_before
from bench.drills.sites import LargeSite, serve_large_site
from bench.served.clients import Client
from bench.served.site_shell import SiteShell

WRITE_FOR = 1.5  # seconds in each state
PAUSE = 1.0  # seconds between two texts of a writer, and between two edits
# By release: the server and the worker.
SERVERS = {"old": "sockets-0", "new": "sockets-1"}
WORKERS = {"old": "worker-0", "new": "worker-1"}

MIGRATE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("seed_themes")
"""
COUNT_MIGRATIONS = """
from django.db.migrations.recorder import MigrationRecorder
from django.db import connection
print(len(MigrationRecorder(connection).applied_migrations()))
"""
READ_SOURCE = """
from forum.topics.models import Post
print(Post.objects.get(topic=1, number={number}).source)
"""


class TwoReleases(LargeSite):
    """Its parts: a server and a worker of each release. `start` starts those of the old one."""

    def __init__(self, folder: Path, old: Release) -> None:
        self.releases = {"old": old, "new": THIS}
        super().__init__(folder)

    @property
    def ports_served(self) -> list[int]:
        """The ports of the servers that run."""
        running = [part for part in SERVERS.values() if part in self.processes]
        return [self.ports[part] for part in running or SERVERS.values()]

    def start(self, *, demo: bool = False) -> None:
        self.create_database()
        for part in ("database", "redis"):
            self.start_part(part)
        self.migrate("old")
        for part in (SERVERS["old"], WORKERS["old"]):
            self.start_part(part)

    def start_part(self, part: str) -> None:
        if part in WORKERS.values():
            self.start_python(part, "manage.py", "work")
            return
        if part in SERVERS.values():
            self._collect_static_files(self._release_of(part))
        super().start_part(part)
        if part in SERVERS.values():
            # A server reads the names of the static files for its first page, and keeps them.
            with urlopen(f"http://127.0.0.1:{self.ports[part]}/") as page:
                page.read()

    def _collect_static_files(self, release: Release) -> None:
        """As an upgrade does it: the files of the other release stay, their names do not."""
        command = [release.python, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(command, cwd=release.root, env=self.env, check=True)

    def _release_of(self, part: str) -> Release:
        return self.releases["old" if part.endswith("0") else "new"]

    def start_python(self, name: str, *arguments: str) -> None:
        release = self._release_of(name)
        self._start_process(name, [release.python, *arguments], cwd=release.root)

    def migrate(self, release: str) -> None:
        """Bring the tables to this release, and use its code for `shell`."""
        if self._site_shell:
            self._site_shell.close()
        chosen = self.releases[release]
        self._site_shell = SiteShell(chosen.root, self.env, python=chosen.python)
        self.shell(MIGRATE)


class Editor(AbstractContextManager["Editor"]):
    """A member who edits one post again and again, on the port of its client."""

    def __init__(self, client: Client) -> None:
        self.client, self.saved, self.edits, self.failed = client, "", 0, 0
        self.number = client.send_or_fail("topic:1", "A text to edit.")["number"]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Editor":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        path = f"/topics/1/posts/{self.number}/edit/"
        while not self._stop.wait(PAUSE):
            text = f"Edit {self.edits + 1}"
            fields = {"source": text, "language": "en", "version": str(self.edits + 1)}
            try:
                status, _body = self.client.post(path, fields)
            except OSError:
                status = 0
            if 200 <= status < 400:
                self.saved, self.edits = text, self.edits + 1
            else:
                self.failed += 1


@contextmanager
def two_releases(prepared: Path, commit: str = "") -> Iterator[TwoReleases]:
    """Serve the release of `commit`, or of the newest tag before this one. The new one waits."""
    with (
        tempfile.TemporaryDirectory(prefix="collective-brain-drill-") as folder,
        tempfile.TemporaryDirectory(prefix="collective-brain-old-") as code,
    ):
        site = TwoReleases(Path(folder), release_before(Path(code), commit))
        with serve_large_site(site, prepared):
            yield site


def upgrade_and_go_back(site: TwoReleases, times: int) -> Row:
    """Upgrade, then go back and forward again `times` times. No request may fail.

    The recovery time is how long everything needs to arrive after a server has joined or a worker
    has been replaced.
    """
    migrations = int(site.shell(COUNT_MIGRATIONS))
    with (
        Participants(site, readers=2, pause=PAUSE) as participants,
        Editor(participants.probe) as editor,
    ):
        site.migrate("new")
        time.sleep(WRITE_FOR)
        _replace(site, participants, "old", by="new")
        for _ in range(times):
            _replace(site, participants, "new", by="old")
            _replace(site, participants, "old", by="new")
        participants.stop_writing()
    migrations = int(site.shell(COUNT_MIGRATIONS)) - migrations
    failed = _failed_requests(participants) + editor.failed
    note = f"{_name(site)}, {migrations} migrations, {editor.edits} edits"
    row = participants.row("the release before beside this one", times, failed=failed, note=note)
    row["lost"] += site.shell(READ_SOURCE.format(number=editor.number)) != editor.saved
    return row


def _replace(site: TwoReleases, participants: Participants, running: str, *, by: str) -> None:
    """Start one release beside the other, exchange the workers, then end the other's server.

    People use both servers, so each worker has the events of both releases.
    """
    print(f"{running} release is replaced by the {by} one", file=sys.stderr, flush=True)
    site.start_part(SERVERS[by])
    _spread(participants, site.ports_served)
    time.sleep(WRITE_FOR)
    participants.wait_until_recovered(time.monotonic())
    site.start_part(WORKERS[by])
    site.end(WORKERS[running])
    time.sleep(WRITE_FOR)
    participants.wait_until_recovered(time.monotonic())
    _spread(participants, [site.ports[SERVERS[by]]])
    time.sleep(WRITE_FOR)  # for answers on their way
    site.end(SERVERS[running])


def _spread(participants: Participants, ports: list[int]) -> None:
    """Let the participants use these ports in turn. Each stream has a reader at each port."""
    for place, client in enumerate([*participants.writers, participants.probe]):
        client.port = ports[place % len(ports)]
    for place, reader in enumerate(participants.readers):
        reader.port = ports[place // 2 % len(ports)]
    participants.visitor.port = ports[-1]


def _failed_requests(participants: Participants) -> int:
    clients = [participants.probe, *participants.writers]
    texts = sum(len(client.refused) + client.unanswered for client in clients)
    return texts + participants.visitor.refused


def _name(site: TwoReleases) -> str:
    old = site.releases["old"]
    if old is THIS:
        return "this copy has no earlier release (no tag): it ran beside itself"
    return f"{old.name} beside this release"
