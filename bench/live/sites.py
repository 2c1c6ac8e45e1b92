"""Sites for live benchmarks, as `make run` and `make scale` serve them, and bare servers.

Each site has its own folder and ports.
"""

import json
import os
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.live.tab_process import TabTarget
from deploy import scale

SETTINGS = "bench.live.bench_site.settings"
SERVERS_FOLDER = scale.ROOT / "var" / "bench-servers"
SERVER_REQUIREMENTS = Path(__file__).parent / "servers.txt"
CLOCK_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class BenchSite(scale.Stack):
    """A site with members and rooms. sessions: keys of sessions. rooms: primary keys."""

    name: str
    sessions: list[str]
    rooms: list[int]

    @property
    def socket_ports(self) -> list[int]:
        """The ports to which tabs connect, in turn."""
        return [port for name, port in self.ports.items() if name.startswith("sockets-")]

    @property
    def server_pids(self) -> list[int]:
        """The pids of the processes that hold sockets."""
        return [
            process.pid for name, process in self.processes.items() if name.startswith("sockets-")
        ]

    def create_members_and_rooms(self, *, members: int, rooms: int) -> None:
        function = "create_members_and_rooms"
        code = (
            f"from bench.live.bench_site.members_and_rooms import {function}; "
            f"{function}({members}, {rooms})"
        )
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        printed = subprocess.run(
            command, cwd=scale.ROOT, env=self.env, check=True, capture_output=True, text=True
        )
        created = json.loads(printed.stdout.partition("created ")[2])
        self.sessions, self.rooms = created["sessions"], created["rooms"]

    def tabs(self, count: int, rooms: int) -> list[TabTarget]:
        """Spread `count` tabs over the socket servers, the first `rooms` rooms, and the members."""
        return spread_tabs(
            count, self.socket_ports, [f"room:{key}" for key in self.rooms[:rooms]], self.sessions
        )

    def run_management_command(self, *arguments: str, env: dict[str, str]) -> None:
        """Run `manage.py` without its output, because the benchmark prints only figures."""
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(
            command, cwd=scale.ROOT, env=self.env | env, check=True, stdout=subprocess.DEVNULL
        )

    def fan_out(self, rooms: int, times: int) -> None:
        keys = ",".join(map(str, self.rooms[:rooms]))
        http_get(f"{self.url}/bench/fan-out/?rooms={keys}&times={times}", self.tls)

    def queries(self) -> int:
        return int(http_get(f"{self.url}/bench/queries/", self.tls))


class OneProcess(BenchSite):
    """Pages, sockets and the worker in one process, with SQLite and without Redis."""

    name = "1 process, SQLite"
    command: tuple[str, ...] = ("manage.py", "serve", "--port", "{port}")

    def __init__(self, folder: Path) -> None:
        super().__init__(
            folder,
            DATABASE_URL="",
            REDIS_URL="",
            LOCAL="1",
            TRUSTED_PROXIES="0",
            DJANGO_SETTINGS_MODULE=SETTINGS,
        )
        self.ports = {"sockets-0": self.ports["front"]}
        self.url = f"http://127.0.0.1:{self.ports['sockets-0']}"

    def start(self, *, demo: bool = False) -> None:
        Path(self.env["VAR_DIR"]).mkdir()
        for command in ("migrate", "seed_themes"):
            self.run_management_command(command, env={})
        self.start_server()

    def start_server(self) -> None:
        port = self.ports["sockets-0"]
        self.start_python("sockets-0", *[word.format(port=port) for word in self.command])
        scale.wait_until(lambda: scale.answers_ok(f"{self.url}/healthz"), self.name, self.logs)


class FourProcesses(BenchSite):
    """PostgreSQL, Redis, gunicorn for pages, two workers, and four socket servers.

    Tabs connect to the socket servers directly, because nginx allows 2,000 connections for each IP
    address.
    """

    name = "4 processes, PostgreSQL, Redis"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, LOCAL="1", DJANGO_SETTINGS_MODULE=SETTINGS)
        self.ports |= {f"sockets-{place}": scale.free_port() for place in range(4)}


class Uvicorn(OneProcess):
    """The same site on another server, which `install_servers` has installed."""

    name = "uvicorn"
    command: tuple[str, ...] = (
        "-m", "uvicorn", "collective_brain.asgi:application", "--port", "{port}",
        "--lifespan", "off", "--log-level", "error", "--no-access-log",
    )  # fmt: skip

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.env["PYTHONPATH"] = str(SERVERS_FOLDER)


class Granian(Uvicorn):
    name = "granian"
    command = (
        "-m", "granian", "--interface", "asgi", "--port", "{port}", "--log-level", "error",
        "bench.live.bench_site.granian_asgi:application",
    )  # fmt: skip

    @property
    def server_pids(self) -> list[int]:
        """The first process of Granian only supervises the one that serves."""
        first = super().server_pids[0]
        return [
            int(pid) for pid in Path(f"/proc/{first}/task/{first}/children").read_text().split()
        ]


def install_servers() -> str:
    """Install bench/live/servers.txt. Return why that failed, or "" after success."""
    if (SERVERS_FOLDER / "uvicorn").exists():
        return ""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--target",
        str(SERVERS_FOLDER),
        "-r",
        str(SERVER_REQUIREMENTS),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stderr[-500:] if done.returncode else ""


@contextmanager
def running_site(site_class: type[BenchSite], *, members: int, rooms: int) -> Iterator[Any]:
    # Without the handler, SIGTERM (as from `timeout`) would leave the processes running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="collective-brain-bench-") as folder:
        site = site_class(Path(folder))
        try:
            site.start(demo=False)
            site.create_members_and_rooms(members=members, rooms=rooms)
            yield site
        finally:
            site.stop()


@contextmanager
def on_another_server(stopped: OneProcess, site_class: type[OneProcess]) -> Iterator[OneProcess]:
    """Stop a site and serve its members and rooms with another server."""
    stopped.stop()
    site = site_class(stopped.folder)
    site.sessions, site.rooms = stopped.sessions, stopped.rooms
    try:
        site.start_server()
        yield site
    finally:
        site.stop()


class BareServers:
    """Servers without any code of the site, for the same clients. module: the server to run."""

    name = "bare server"

    def __init__(self, module: str, *arguments: str, processes: int = 1) -> None:
        self.ports = [scale.free_port() for _ in range(processes)]
        self.processes = [
            subprocess.Popen([sys.executable, "-m", module, str(port), *arguments], cwd=scale.ROOT)
            for port in self.ports
        ]
        for port in self.ports:
            scale.wait_until(lambda port=port: scale.accepts_connections(port), module, lambda: "")  # type: ignore[misc]

    def __enter__(self) -> "BareServers":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.kill()
            process.wait()

    @property
    def server_pids(self) -> list[int]:
        return [process.pid for process in self.processes]

    def tabs(self, count: int, rooms: int) -> list[TabTarget]:
        return spread_tabs(count, self.ports, [f"room:{key}" for key in range(rooms)], [""])

    def fan_out(self, rooms: int, times: int) -> None:
        with ThreadPoolExecutor(len(self.ports)) as pool:
            list(
                pool.map(
                    lambda port: http_get(f"http://127.0.0.1:{port}/fan-out?times={times}"),
                    self.ports,
                )
            )


def spread_tabs(
    count: int, ports: list[int], streams: list[str], sessions: list[str]
) -> list[TabTarget]:
    """Return `count` targets. Each stream has equally many tabs at each port."""
    return [
        (
            ports[index % len(ports)],
            streams[index // len(ports) % len(streams)],
            sessions[index % len(sessions)],
        )
        for index in range(count)
    ]


def http_get(url: str, tls: ssl.SSLContext | None = None) -> str:
    with urllib.request.urlopen(url, timeout=60, context=tls) as answer:
        return str(answer.read().decode())


def resident_bytes(pids: list[int]) -> int:
    """The resident memory of the processes in bytes."""
    texts = [Path(f"/proc/{pid}/status").read_text() for pid in pids]
    return sum(int(text.partition("VmRSS:")[2].split()[0]) * 1024 for text in texts)


def cpu_seconds(pids: list[int]) -> float:
    """The CPU time that the processes have used."""
    rows = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(row[11]) + int(row[12]) for row in rows) / CLOCK_TICKS_PER_SECOND


def now() -> float:
    """The monotonic clock, which is the same in all processes of a machine."""
    return time.monotonic()
