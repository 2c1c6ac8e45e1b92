"""Applications as production serves them, one process of gunicorn each, and answers from them, timed."""

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

BARE_PATH = "/bare/"  # the address of bench.bare_view's view
ROOT = Path(__file__).parents[1]
TURN_SECONDS = 0.1  # seconds of one, then as long of the floor: both meet the same machine
READY_WITHIN = 30  # seconds


class GunicornServer:
    """connection: kept open, so that a figure has no handshakes in it. pid: of gunicorn, whose child answers."""

    def __init__(self, port: int, pid: int) -> None:
        self.pid = pid
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        self.connection.request("GET", address, headers={"Host": "localhost", **headers})
        answer = self.connection.getresponse()
        return (
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read(),
        )


@contextmanager
def run_gunicorn(application: str, env: dict[str, str]) -> Iterator[GunicornServer]:
    """application: as gunicorn names it. env: its whole environment."""
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
    own = {"PAGES_BIND": f"127.0.0.1:{port}", "PAGES_WORKERS": "1", "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(
        [*command, "--max-requests", "0", application], cwd=ROOT, env=env | own
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
    """took: seconds of each answer. floor_took: the same of the bare view, in between."""

    took: list[float] = field(default_factory=list)
    floor_took: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return 1 / statistics.fmean(self.took)

    @property
    def share(self) -> float:
        """Of the bare view's rate."""
        return statistics.fmean(self.floor_took) / statistics.fmean(self.took)

    @property
    def p50(self) -> float:
        return 1000 * statistics.median(self.took)

    @property
    def p99(self) -> float:
        return 1000 * statistics.quantiles(self.took, n=100)[-1]


def time_in_turn(
    page: Callable[[], object],
    floor: Callable[[], object],
    *,
    seconds: float,
    before: Callable[[], object] = lambda: None,
) -> Timings:
    """Ask for both in turn until `seconds` are over. before: what is done before each, and not timed."""
    found, ends = Timings(), time.monotonic() + seconds
    while time.monotonic() < ends:
        for ask, took in ((page, found.took), (floor, found.floor_took)):
            slice_ends = time.monotonic() + TURN_SECONDS
            while not took or time.monotonic() < slice_ends:
                before()
                started = time.perf_counter()
                ask()
                took.append(time.perf_counter() - started)
    return found


def site_environment(database: str) -> dict[str, str]:
    """Of a site of one's own on `database`: an address, or the path of an SQLite file."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL", "DEBUG")
    }
    where = {"DATABASE_URL": database} if "://" in database else {"SQLITE_FILE": database}
    return kept | {"LOCAL": "1", "DJANGO_SETTINGS_MODULE": "bench.settings"} | where
