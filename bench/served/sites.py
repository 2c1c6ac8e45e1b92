"""A site as `make run` starts it, with its own folder and port."""

import os
import signal
import socket
import ssl
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
    """A served site. Its database is an SQLite file in its folder, or DATABASE_URL in `env`.

    url: without a slash at the end. tls: None, because the site uses plain HTTP. env: the whole
    environment. folder: the VAR_DIR of the site.
    """

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.tls: ssl.SSLContext | None = None
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
        """Run `manage.py ARGUMENTS` and return its output. Raise with the output on an error."""
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
        """Create tables, themes, static files, and with `demo` the demonstration community."""
        self.manage(
            "prepare", *([] if demo else ["--without-demo"]), env={"DEBUG": "1"} if demo else {}
        )

    def shell(self, code: str) -> str:
        """Run Python statements with the Django of the site and return what they print."""
        self._site_shell = self._site_shell or SiteShell(ROOT, self.env)
        return self._site_shell.run(code).strip()

    def session_of(self, email: str) -> str:
        """The key of a new session of the member with this e-mail address."""
        return self.shell(_SIGN_IN.format(email=email))

    def start(self, *arguments: str) -> None:
        """Start the server and wait until it answers."""
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
        while not self._is_healthy():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"the site did not start:\n{self.log}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server with SIGTERM and wait until it has ended."""
        self._signal_and_wait(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the server with SIGKILL and wait until it has ended."""
        self._signal_and_wait(signal.SIGKILL)

    def close(self) -> None:
        """Stop the server and the shell."""
        self.stop()
        if self._site_shell:
            self._site_shell.close()

    def _signal_and_wait(self, number: signal.Signals) -> None:
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

    def _is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def wait_until(condition: Callable[[], object], within: float = 20, every: float = 0.1) -> None:
    """Wait until `condition()` is true. within, every: seconds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not true within {within} s"
        time.sleep(every)


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
