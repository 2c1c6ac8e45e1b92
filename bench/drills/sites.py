"""The two sizes of the site, in folders and on ports of their own, with parts that can be killed and started again."""

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

from bench.served.clients import Served
from bench.served.site_shell import SiteShell
from bench.served.sites import ROOT, Site
from deploy import scale

OWN = {"DJANGO_SETTINGS_MODULE": "bench.drills.drill_app.settings", "LIVE_ROUND_EVERY": "2"}

FURNISH = """
import uuid
from django.utils import timezone
from accounts.models import Member
from forum.chat.models import Room
from forum.themes.models import Theme
from forum.topics import actions
founder = Member.objects.create_user(
    "founder@example.org", None, handle="founder", name="Founder", community="practitioner", email_confirmed_at=timezone.now()
)
topic = actions.start(
    Theme.objects.first(), founder, title="A topic to drill in", language="en", source="Hello.", nonce=uuid.uuid4()
)
assert (topic.pk, Room.objects.beside(topic).pk) == (1, 1)
"""


class DrillSite(Served, Protocol):
    """A served site whose parts have names. ports: of its serving processes, the first is `port`."""

    folder: Path

    @property
    def ports_served(self) -> list[int]: ...

    def kill(self, part: str) -> None: ...

    def begin(self, part: str) -> None: ...


class SmallSite(Site):
    """One process on SQLite; its one part is the "server"."""

    def __init__(self, folder: Path, env: dict[str, str] | None = None) -> None:
        super().__init__(folder, OWN | (env or {}))

    @property
    def ports_served(self) -> list[int]:
        return [self.port]

    def kill(self, part: str = "server") -> None:
        super().kill()

    def begin(self, part: str = "server") -> None:
        self.start()


class LargeSite(scale.Stack):
    """Two serving processes and a worker on PostgreSQL and Redis: parts "sockets-0", "sockets-1", "worker", …"""

    def __init__(self, folder: Path, **env: str) -> None:
        super().__init__(folder, front=0, **(OWN | {"TRUSTED_PROXIES": "0"} | env))
        self.url = f"http://127.0.0.1:{self.port}"
        self.clock: dict[str, str] = {}  # what makes serving processes believe in another time
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
            self.begin(part)
        with (self.folder / "prepare.log").open("wb") as log:
            command = [sys.executable, "manage.py", "prepare", "--without-demo"]
            subprocess.run(command, cwd=ROOT, env=self.env, check=True, stdout=log, stderr=log)
        for part in ("sockets-0", "sockets-1", "worker"):
            self.begin(part)

    def begin(self, part: str) -> None:
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
        """kill -9, and with a database all that belong to it."""
        children = _children(self.processes[part].pid)
        self.end(part, signal.SIGKILL)
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        while any(
            map(_is_running, children)
        ):  # a database does not start while one of the old is left
            time.sleep(0.02)

    def flush_redis(self) -> None:
        with redis.Redis.from_url(self.env["REDIS_URL"]) as client:
            client.flushall()

    def shell(self, code: str) -> str:
        self._site_shell = self._site_shell or SiteShell(ROOT, self.env)
        return self._site_shell.run(code).strip()

    def stop(self) -> None:
        if self._site_shell:
            self._site_shell.close()
        for part in ("worker", "sockets-0", "sockets-1"):  # a drill may have begun Redis after them
            if part in self.processes:
                self.end(part)
        super().stop()


@contextmanager
def small_site(prepared: Path, **env: str) -> Iterator[SmallSite]:
    """Served, a copy of the `prepared` folder."""
    with tempfile.TemporaryDirectory(prefix="collective-brain-drill-") as folder:
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        site = SmallSite(Path(folder), env)
        try:
            site.start()
            site.shell(FURNISH)
            yield site
        finally:
            site.close()


@contextmanager
def large_site(prepared: Path, **env: str) -> Iterator[LargeSite]:
    """Served; of the `prepared` folder it takes the static files, whose compression takes seconds."""
    with tempfile.TemporaryDirectory(prefix="collective-brain-drill-") as folder:
        site = LargeSite(Path(folder), **env)
        shutil.copytree(prepared / "static", Path(folder) / "var" / "static")
        try:
            site.start()
            site.shell(FURNISH)
            yield site
        finally:
            site.stop()


def prepare(folder: Path) -> None:
    """What `small` and `large` begin with, once for many drills."""
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
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if stat.read_text().rpartition(")")[2].split()[1] == str(pid):
                found.append(int(stat.parent.name))
    return found
