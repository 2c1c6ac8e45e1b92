"""The real site, as `make run` starts it, in a folder and on a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from bench.served.site_shell import SiteShell

READY_WITHIN = 40  # seconds; two busy cores and a cold cache
ROOT = Path(__file__).resolve().parents[2]
_SIGN_IN = """
from django.conf import settings
from django.test import Client
from accounts.models import Member
client = Client()
client.force_login(Member.objects.get(email="{email}"))
print(client.cookies[settings.SESSION_COOKIE_NAME].value)
"""


class Site:
    """One served site with its own folder: an SQLite file, or what `env` names in DATABASE_URL.

    url: its address, without a slash at the end. env: its whole environment. folder: its VAR_DIR.
    """

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        own = {"LOCAL": "1", "VAR_DIR": str(folder), "PORT": str(self.port)}
        self.env = (
            {"DJANGO_SETTINGS_MODULE": "collective_brain.settings"}
            | _clean_environment()
            | own
            | env
        )
        self.process: subprocess.Popen[bytes] | None = None
        self._site_shell: SiteShell | None = None

    @property
    def log(self) -> str:
        path = self.folder / "serve.log"
        return path.read_text() if path.exists() else ""

    def manage(self, *arguments: str, env: dict[str, str] | None = None) -> str:
        """What `manage.py ARGUMENTS` prints. Raises with its whole output when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env | (env or {}),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise AssertionError(f"manage.py {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def prepare(self, *, demo: bool) -> None:
        """Tables, themes, static files, and with `demo` the demonstration community."""
        self.manage(
            "prepare", *([] if demo else ["--without-demo"]), env={"DEBUG": "1"} if demo else {}
        )

    def shell(self, code: str) -> str:
        """What the Python statements print, run inside the site's own Django."""
        self._site_shell = self._site_shell or SiteShell(ROOT, self.env)
        return self._site_shell.run(code).strip()

    def session_of(self, email: str) -> str:
        """The key of a new session of the member with this address."""
        return self.shell(_SIGN_IN.format(email=email))

    def start(self, *arguments: str) -> None:
        """Serve, and come back when the site answers."""
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", *arguments],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_WITHIN
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"the site did not start:\n{self.log}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it as Ctrl-C would, and wait."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9: no goodbye."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        """For good."""
        self.stop()
        if self._site_shell:
            self._site_shell.close()

    def _end(self, number: signal.Signals) -> None:
        if not self.process:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def wait_until(true: Callable[[], object], within: float = 20) -> None:
    """Come back when `true()` is so. within: seconds."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.1)


def _clean_environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name
        not in {"DEBUG", "DATABASE_URL", "REDIS_URL", "SQLITE_FILE", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
