"""A small and a large site for drills. Their parts can be killed and started again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import redis

from bench.served.clients import SiteAccess
from bench.served.site_shell import SiteShell
from bench.served.sites import ROOT, Site
from deploy import scale

OWN = {"DJANGO_SETTINGS_MODULE": "bench.drills.drill_app.settings", "LIVE_ROUND_EVERY": "2"}

CREATE_TOPIC = """
import uuid
from django.utils import timezone
from accounts.models import Member
from forum.chat.models import Room
from forum.search import indexing
from forum.search.models import Kind
from forum.themes.models import Theme
from forum.topics import actions
founder = Member.objects.create_user(
    "founder@example.org",
    None,
    handle="founder",
    name="Founder",
    community="practitioner",
    email_confirmed_at=timezone.now(),
)
indexing.update_entries(Kind.MEMBER, [founder.pk])
fields = {"language": "en", "source": "Hello.", "nonce": uuid.uuid4()}
topic = actions.start_topic(Theme.objects.first(), founder, title="A topic to drill in", **fields)
assert (topic.pk, Room.objects.get_or_create_for(topic).pk) == (1, 1)
"""


class DrillSite(SiteAccess, Protocol):
    """A served site with named parts. The first of `ports_served` is `port`."""

    folder: Path

    @property
    def ports_served(self) -> list[int]: ...

    def kill(self, part: str) -> None: ...

    def start_part(self, part: str) -> None: ...


class SmallSite(Site):
    """One process on SQLite. Its only part is the "server"."""

    def __init__(self, folder: Path, env: dict[str, str] | None = None) -> None:
        super().__init__(folder, OWN | (env or {}))

    @property
    def ports_served(self) -> list[int]:
        return [self.port]

    def kill(self, part: str = "server") -> None:
        super().kill()

    def start_part(self, part: str = "server") -> None:
        self.start()


class LargeSite(scale.Stack):
    """Two serving processes and a worker on PostgreSQL and Redis, without nginx and TLS.

    Its parts are "sockets-0", "sockets-1", "worker", "database" and "redis".
    """

    def __init__(self, folder: Path, **env: str) -> None:
        super().__init__(folder, front=0, **(OWN | {"LOCAL": "1", "TRUSTED_PROXIES": "0"} | env))
        self.url = f"http://127.0.0.1:{self.port}"
        self.clock: dict[
            str, str
        ] = {}  # the environment that sets another time for serving processes
        self._site_shell: SiteShell | None = None

    @property
    def port(self) -> int:
        return self.ports_served[0]

    @property
    def ports_served(self) -> list[int]:
        return [self.ports[f"sockets-{place}"] for place in range(scale.SOCKET_SERVERS)]

    def start(self, *, demo: bool = False) -> None:
        self.create_database()
        for part in ("database", "redis"):
            self.start_part(part)
        with (self.folder / "prepare.log").open("wb") as log:
            command = [sys.executable, "manage.py", "prepare", "--without-demo"]
            subprocess.run(command, cwd=ROOT, env=self.env, check=True, stdout=log, stderr=log)
        for part in ("sockets-0", "sockets-1", "worker"):
            self.start_part(part)

    def start_part(self, part: str) -> None:
        match part:
            case "database":
                self.start_database()
            case "redis":
                self.start_redis()
            case "worker":
                self.start_python("worker", "manage.py", "work")
            case _:
                own, self.env = self.env, self.env | self.clock
                self.start_sockets(int(part[-1]))
                self.env = own

    def kill(self, part: str) -> None:
        """Kill a part and its child processes with SIGKILL."""
        children = _children(self.processes[part].pid)
        self.end(part, signal.SIGKILL)
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        # A database does not start while a process of the old one is left.
        while any(_is_running(child) for child in children):
            time.sleep(0.02)

    def stop_answering(self, part: str) -> None:
        """Stop a part with SIGSTOP. Its kernel still accepts connections, and it says nothing."""
        self._signal(part, signal.SIGSTOP)

    def answer_again(self, part: str) -> None:
        self._signal(part, signal.SIGCONT)

    def _signal(self, part: str, number: signal.Signals) -> None:
        """Signal the process first: a stopped one starts no more children."""
        pid = self.processes[part].pid
        os.kill(pid, number)
        for child in _children(pid):
            with suppress(ProcessLookupError):
                os.kill(child, number)

    def flush_redis(self) -> None:
        with redis.Redis.from_url(self.env["REDIS_URL"]) as client:
            client.flushall()

    def shell(self, code: str) -> str:
        self._site_shell = self._site_shell or SiteShell(ROOT, self.env)
        return self._site_shell.run(code).strip()

    def stop(self) -> None:
        if self._site_shell:
            self._site_shell.close()
        for part in self.processes:
            self.answer_again(part)  # a stopped process does not end
        for part in (
            "worker",
            "sockets-0",
            "sockets-1",
        ):  # a drill may have started Redis after them
            if part in self.processes:
                self.end(part)
        super().stop()


@contextmanager
def small_site(prepared: Path, **env: str) -> Iterator[SmallSite]:
    """Serve a copy of the `prepared` folder."""
    with tempfile.TemporaryDirectory(prefix="collective-brain-drill-") as folder:
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        site = SmallSite(Path(folder), env)
        try:
            site.start()
            site.shell(CREATE_TOPIC)
            yield site
        finally:
            site.close()


@contextmanager
def large_site(prepared: Path, **env: str) -> Iterator[LargeSite]:
    """Serve with the static files of the `prepared` folder. Compressing them takes seconds."""
    with tempfile.TemporaryDirectory(prefix="collective-brain-drill-") as folder:
        site = LargeSite(Path(folder), **env)
        with serve_large_site(site, prepared):
            yield site


@contextmanager
def serve_large_site(site: LargeSite, prepared: Path) -> Iterator[None]:
    shutil.copytree(prepared / "static", site.folder / "var" / "static")
    try:
        site.start()
        site.shell(CREATE_TOPIC)
        yield
    finally:
        site.stop()


def prepare(folder: Path) -> None:
    """Prepare the folder that `small_site` and `large_site` copy."""
    SmallSite(folder).prepare(demo=False)


def is_ready(port: int) -> bool:
    with (
        suppress(OSError),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer,
    ):
        return bool(answer.status == 200)
    return False


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def _children(pid: int) -> list[int]:
    children = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if stat.read_text().rpartition(")")[2].split()[1] == str(pid):
                children.append(int(stat.parent.name))
    return children
