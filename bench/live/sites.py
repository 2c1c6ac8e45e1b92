"""Sites of the bench's own, in folders and on ports of their own: as `make run` serves, and as `make scale` does."""

import json
import os
import signal
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
    """A site with people and rooms in it. sessions: of signed-in members. rooms: the keys of chat rooms."""

    name: str
    sessions: list[str]
    rooms: list[int]

    @property
    def socket_ports(self) -> list[int]:
        """Where tabs connect, in turn."""
        return [port for name, port in self.ports.items() if name.startswith("sockets-")]

    @property
    def server_pids(self) -> list[int]:
        """The pids of the processes that hold sockets."""
        return [
            process.pid for name, process in self.processes.items() if name.startswith("sockets-")
        ]

    def create_members_and_rooms(self, *, members: int, rooms: int) -> None:
        code = f"from bench.live.bench_site.members_and_rooms import make; make({members}, {rooms})"
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        printed = subprocess.run(
            command, cwd=scale.ROOT, env=self.env, check=True, capture_output=True, text=True
        )
        made = json.loads(printed.stdout.partition("made ")[2])
        self.sessions, self.rooms = made["sessions"], made["rooms"]

    def tabs(self, count: int, rooms: int) -> list[TabTarget]:
        """`count` tabs of signed-in members, spread over the socket servers and the first `rooms` rooms."""
        return spread_tabs(
            count, self.socket_ports, [f"room:{key}" for key in self.rooms[:rooms]], self.sessions
        )

    def run_management_command(self, *arguments: str, env: dict[str, str]) -> None:
        """Hide the output: only figures are printed."""
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(
            command, cwd=scale.ROOT, env=self.env | env, check=True, stdout=subprocess.DEVNULL
        )

    def fan_out(self, rooms: int, times: int) -> None:
        keys = ",".join(map(str, self.rooms[:rooms]))
        http_get(f"{self.url}/bench/fan-out/?rooms={keys}&times={times}")

    def queries(self) -> int:
        return int(http_get(f"{self.url}/bench/queries/"))


class OneProcess(BenchSite):
    """SQLite, no Redis, pages and sockets and worker in one process."""

    name = "1 process, SQLite"
    command: tuple[str, ...] = ("manage.py", "serve", "--port", "{port}")

    def __init__(self, folder: Path) -> None:
        super().__init__(
            folder,
            DATABASE_URL="",
            REDIS_URL="",
            TRUSTED_PROXIES="0",
            DJANGO_SETTINGS_MODULE=SETTINGS,
        )
        self.ports = {"sockets-0": self.ports["front"]}

    def start(self, *, demo: bool = False) -> None:
        for command in ("migrate", "seed_themes"):
            self.run_management_command(command, env={})
        self.start_server()

    def start_server(self) -> None:
        port = self.ports["sockets-0"]
        self.start_python("sockets-0", *[word.format(port=port) for word in self.command])
        scale.wait_until(lambda: scale.answers_ok(f"{self.url}/healthz"), self.name, self.logs)


class FourProcesses(BenchSite):
    """PostgreSQL and Redis, gunicorn for pages, two workers, and four processes for sockets; tabs go to these directly,
    for nginx lets one address have 200."""

    name = "4 processes, PostgreSQL, Redis"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, DJANGO_SETTINGS_MODULE=SETTINGS)
        self.ports |= {f"sockets-{place}": scale.free_port() for place in range(4)}


class Uvicorn(OneProcess):
    """The same site on another server, from bench/live/servers.txt in a folder of the bench's own."""

    name = "uvicorn"
    command: tuple[str, ...] = (
        "-m", "uvicorn", "collective_brain.asgi:application", "--port", "{port}", "--lifespan", "off",
        "--log-level", "error", "--no-access-log",
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
        """Granian's first process only looks after the one that serves."""
        first = super().server_pids[0]
        return [
            int(pid) for pid in Path(f"/proc/{first}/task/{first}/children").read_text().split()
        ]


def install_servers() -> str:
    """Why the other servers are not here, "" once they are."""
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
def running_site(kind: type[BenchSite], *, members: int, rooms: int) -> Iterator[Any]:
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(1)
    )  # or a timeout would leave the site behind
    with tempfile.TemporaryDirectory(prefix="collective-brain-bench-") as folder:
        site = kind(Path(folder))
        try:
            site.start(demo=False)
            site.create_members_and_rooms(members=members, rooms=rooms)
            yield site
        finally:
            site.stop()


@contextmanager
def on_another_server(of: OneProcess, kind: type[OneProcess]) -> Iterator[OneProcess]:
    """The same people and rooms on another server, while the one before is down."""
    of.stop()
    site = kind(of.folder)
    site.sessions, site.rooms = of.sessions, of.rooms
    try:
        site.start_server()
        yield site
    finally:
        site.stop()


class BareServers:
    """Bare servers, with nothing of ours in them; the clients find them as they find the site."""

    name = "floor"

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
    count: int, ports: list[int], lines: list[str], sessions: list[str]
) -> list[TabTarget]:
    """`count` tabs: each line has as many at each port."""
    return [
        (
            ports[place % len(ports)],
            lines[place // len(ports) % len(lines)],
            sessions[place % len(sessions)],
        )
        for place in range(count)
    ]


def http_get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return str(answer.read().decode())


def resident_bytes(pids: list[int]) -> int:
    """Bytes that the processes hold in memory."""
    texts = [Path(f"/proc/{pid}/status").read_text() for pid in pids]
    return sum(int(text.partition("VmRSS:")[2].split()[0]) * 1024 for text in texts)


def cpu_seconds(pids: list[int]) -> float:
    """Seconds of processor time that the processes have used."""
    rows = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(row[11]) + int(row[12]) for row in rows) / CLOCK_TICKS_PER_SECOND


def now() -> float:
    """The clock that all processes of a machine share."""
    return time.monotonic()
