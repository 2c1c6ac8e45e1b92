"""Serve an application as in production, with one gunicorn process, and time its responses."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

BARE_PATH = "/bare/"  # of the view in bench.bare_view
ROOT = Path(__file__).parents[1]
# The page and the bare view take turns, so that other load on the machine slows both.
TURN_SECONDS = 0.1
READY_WITHIN = 30  # seconds


class GunicornServer:
    """A running gunicorn.

    connection: stays open, so that figures contain no handshakes. pid: of the parent process.
    """

    def __init__(self, port: int, pid: int) -> None:
        self.pid = pid
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        self.connection.request("GET", address, headers={"Host": "localhost", **headers})
        response = self.connection.getresponse()
        return (
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            response.read(),
        )


@contextmanager
def run_gunicorn(application: str, env: dict[str, str]) -> Iterator[GunicornServer]:
    """Run gunicorn. application: such as "package.wsgi:application". env: the whole environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "deploy/gunicorn.conf.py",
        "--log-level",
        "error",
    ]
    bind = {"PAGES_BIND": f"127.0.0.1:{port}", "PAGES_WORKERS": "1", "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(
        [*command, "--max-requests", "0", application], cwd=ROOT, env=env | bind
    )
    try:
        _wait_for_port(port)
        yield GunicornServer(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"nothing answers on port {port}")


@dataclass
class Timings:
    """Seconds of each response of the page, and of the bare view in between."""

    page: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return 1 / statistics.fmean(self.page)

    @property
    def share_of_bare(self) -> float:
        """The rate of the page divided by the rate of the bare view."""
        return statistics.fmean(self.bare) / statistics.fmean(self.page)

    @property
    def p50(self) -> float:
        """In milliseconds."""
        return 1000 * statistics.median(self.page)

    @property
    def p99(self) -> float:
        """In milliseconds."""
        return 1000 * statistics.quantiles(self.page, n=100)[-1]


def time_in_turn(
    request_page: Callable[[], object],
    request_bare: Callable[[], object],
    *,
    seconds: float,
    prepare: Callable[[], object] = lambda: None,
) -> Timings:
    """Request both in turn until `seconds` are over, the page at least twice.

    prepare: runs before each request and is not timed.
    """
    timings, ends = Timings(), time.monotonic() + seconds
    while len(timings.page) < 2 or time.monotonic() < ends:
        for request, times in ((request_page, timings.page), (request_bare, timings.bare)):
            turn_ends = time.monotonic() + TURN_SECONDS
            while not times or time.monotonic() < turn_ends:
                prepare()
                started = time.perf_counter()
                request()
                times.append(time.perf_counter() - started)
    return timings


def site_environment(database: str) -> dict[str, str]:
    """The environment of a site on `database`: a DATABASE_URL, or the path of an SQLite file."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL", "DEBUG")
    }
    location = {"DATABASE_URL": database} if "://" in database else {"SQLITE_FILE": database}
    return inherited | {"LOCAL": "1", "DJANGO_SETTINGS_MODULE": "bench.settings"} | location
