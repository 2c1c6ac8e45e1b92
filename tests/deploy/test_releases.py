"""A page server keeps its release when `current` leads to another one, until it restarts.

The unit's own command starts a real gunicorn, on two small releases that say their names.
"""

import os
import re
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from bench.served.sites import free_port, wait_until

ROOT = Path(settings.BASE_DIR)
UNIT = ROOT / "deploy" / "systemd" / "collective-brain-pages@.service"
APPLICATION = """
def application(environ, start_response):
    if environ["PATH_INFO"] == "/later":
        from imported_later import NAME
    else:
        from imported_first import NAME
    start_response("200 OK", [])
    return [NAME.encode()]
"""


class Server:
    """folder: has the releases "one" and "two" and the link `current`, which leads to "one"."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        for name in ("one", "two"):
            create_release(folder / name)
        self.switch_to("one")
        self.start()

    def switch_to(self, name: str) -> None:
        (self.folder / "next").symlink_to(name)
        (self.folder / "next").replace(self.folder / "current")

    def start(self) -> None:
        command = re.search(r"^ExecStart=(.*)", UNIT.read_text(), re.MULTILINE)[1]
        command = command.replace("80%i", str(self.port))
        self.process = subprocess.Popen(
            command.replace("collective_brain.wsgi", "small_site").split(),
            cwd=self.folder / "current",
            env={"PATH": os.environ["PATH"], "PAGES_WORKERS": "1"},
            stderr=subprocess.DEVNULL,
        )
        wait_until(self.get)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def get(self, path: str = "/") -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.read().decode()
        except (OSError, urllib.error.URLError):
            return ""

    def children(self) -> str:
        pid = self.process.pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text()


def create_release(folder: Path) -> None:
    (folder / "deploy").mkdir(parents=True)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    (folder / "deploy" / "gunicorn.conf.py").symlink_to(ROOT / "deploy" / "gunicorn.conf.py")
    (folder / "small_site.py").write_text(APPLICATION)
    for module in ("imported_first", "imported_later"):
        (folder / f"{module}.py").write_text(f"NAME = {folder.name!r}\n")


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.stop()


def test_a_running_server_imports_nothing_of_the_new_release(server):
    server.switch_to("two")
    assert (server.get("/"), server.get("/later")) == ("one", "one")


def test_a_restarted_server_runs_the_new_release(server):
    server.switch_to("two")
    server.stop()
    server.start()
    assert (server.get("/"), server.get("/later")) == ("two", "two")


def test_a_reload_stays_in_the_release_in_which_the_server_was_started(server):
    """This is why an upgrade restarts the servers."""
    before = server.children()
    server.switch_to("two")
    server.process.send_signal(signal.SIGHUP)
    wait_until(lambda: server.children().split() and server.children() != before)
    wait_until(lambda: not set(before.split()) & set(server.children().split()))
    assert server.get("/later") == "one"
