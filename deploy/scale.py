"""The production set-up on this machine, without containers: nginx, gunicorn, two socket servers, two workers.

`make scale` runs it. PostgreSQL, Redis and nginx as found here, each with a folder and a free port of its own;
Ctrl-C or SIGTERM stops everything and leaves nothing behind.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120  # seconds
STOP_SECONDS = 20  # seconds
SOCKET_SERVERS = WORKERS = 2
PACKAGE_BY_PROGRAM = {
    "nginx": "nginx-light",
    "redis-server": "redis-server",
    "initdb": "postgresql",
}  # program -> Debian package


class Stack:
    """url: where the front answers, once started. env: of every process of the site. processes: by name."""

    def __init__(self, folder: Path, *, front: int = 0, **env: str) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in ("database", "redis", "pages")}
        self.ports["front"] = front or free_port()
        self.ports |= {f"sockets-{place}": free_port() for place in range(SOCKET_SERVERS)}
        self.url = f"http://127.0.0.1:{self.ports['front']}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.env = {
            **os.environ,
            "LOCAL": "1",
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": f"postgres://postgres@127.0.0.1:{self.ports['database']}/postgres",
            "REDIS_URL": f"redis://127.0.0.1:{self.ports['redis']}/0",
            "TRUSTED_PROXIES": "1",
            "PAGES_BIND": f"127.0.0.1:{self.ports['pages']}",
            "DJANGO_SETTINGS_MODULE": "collective_brain.settings",
            **env,
        }

    def start(self, *, demo: bool = True) -> None:
        """Everything, in the order in which it is needed; comes back when the front answers with a ready site."""
        self.make_database()
        self.start_database()
        self.start_redis()
        self._manage("prepare", *([] if demo else ["--without-demo"]), env={"DEBUG": "1"})
        self.start_pages()
        for name in self.ports:
            if name.startswith("sockets-"):
                self.start_sockets(int(name.removeprefix("sockets-")))
        for place in range(WORKERS):
            self._python(f"worker-{place}", "manage.py", "work")
        self._start_front()
        wait_until(lambda: answers_ok(f"{self.url}/readyz"), "the site", self.logs)

    def stop(self) -> None:
        """Everything, the front first, and the database last."""
        for name in reversed(list(self.processes)):
            self.end(name, signal.SIGINT if name == "database" else signal.SIGTERM)

    def end(self, name: str, number: signal.Signals = signal.SIGTERM) -> None:
        process = self.processes.pop(name)
        process.send_signal(number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def start_pages(self) -> None:
        self._python(
            "pages",
            "-m",
            "gunicorn",
            "--config",
            "deploy/gunicorn.conf.py",
            "collective_brain.wsgi",
        )

    def start_sockets(self, place: int) -> None:
        name = f"sockets-{place}"
        self._python(
            name, "manage.py", "serve", "--without-worker", "--port", str(self.ports[name])
        )
        wait_until(
            lambda: answers_ok(f"http://127.0.0.1:{self.ports[name]}/healthz"), name, self.logs
        )

    def logs(self) -> str:
        """The end of what every process said."""
        return "\n".join(
            f"--- {path.stem}\n{path.read_text()[-2_000:]}"
            for path in sorted(self.folder.glob("*.log"))
        )

    # --- the parts ---

    def make_database(self) -> None:
        """An empty PostgreSQL cluster."""
        with (self.folder / "initdb.log").open("wb") as log:
            command = [
                *_unprivileged_prefix(self.folder),
                find_program("initdb"),
                "-D",
                str(self.folder / "database"),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
            ]
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd="/")

    def start_database(self) -> None:
        port, place = self.ports["database"], self.folder / "database"
        options = [
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
            "-k",
            str(self.folder),
            "-c",
            "max_connections=200",
        ]
        self._run(
            "database",
            [
                *_unprivileged_prefix(self.folder),
                find_program("postgres"),
                "-D",
                str(place),
                *options,
            ],
            cwd="/",
        )
        wait_until(
            lambda: (self.folder / f".s.PGSQL.{port}").exists() and accepts_connections(port),
            "PostgreSQL",
            self.logs,
        )

    def start_redis(self) -> None:
        port = self.ports["redis"]
        self._run(
            "redis",
            [
                find_program("redis-server"),
                "--port",
                str(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
            ],
        )
        wait_until(lambda: accepts_connections(port), "Redis", self.logs)

    def _start_front(self) -> None:
        servers = "".join(
            f"server 127.0.0.1:{port}; "
            for name, port in self.ports.items()
            if name.startswith("sockets-")
        )
        site = (
            (ROOT / "deploy" / "nginx.conf")
            .read_text()
            .replace("listen LISTEN", f"listen 127.0.0.1:{self.ports['front']}")
            .replace("\tPAGES", f"\tserver {self.env['PAGES_BIND']};")
            .replace("\tSOCKETS", f"\t{servers}")
            .replace("_path CACHE", f"_path {self.folder}/front-cache")
        )
        temporary = "".join(
            f"{kind}_temp_path {self.folder}/front-{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;\n" if os.getuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(
            f"{user}daemon off;\npid {self.folder}/nginx.pid;\nerror_log stderr warn;\n"
            "worker_processes 1;\nevents { worker_connections 8192; }\n"
            f"http {{\naccess_log off;\n{temporary}{site}\n}}\n"
        )
        self._run(
            "front",
            [find_program("nginx"), "-c", str(self.folder / "nginx.conf"), "-p", str(self.folder)],
        )
        wait_until(lambda: accepts_connections(self.ports["front"]), "nginx", self.logs)

    # --- how they are run ---

    def _manage(self, *arguments: str, env: dict[str, str]) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env | env, check=True
        )

    def _python(self, name: str, *arguments: str) -> None:
        self._run(name, [sys.executable, *arguments])

    def _run(self, name: str, command: Iterable[str], cwd: str | Path = ROOT) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                list(command), cwd=cwd, env=self.env, stdout=log, stderr=log, start_new_session=True
            )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def accepts_connections(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers_ok(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until(is_so: Callable[[], bool], what: str, logs: Callable[[], str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise SystemExit(f"{what} did not come within {START_SECONDS} s:\n{logs()}")
        time.sleep(0.1)


def find_program(program: str) -> str:
    """Its path; PostgreSQL's programs are not on the PATH of Debian, and nginx only on root's."""
    places = [
        *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True),
        "/usr/sbin",
    ]
    return shutil.which(program, path=os.pathsep.join([os.environ.get("PATH", ""), *places])) or ""


def missing_packages() -> list[str]:
    """The Debian packages of what is not here."""
    return [package for program, package in PACKAGE_BY_PROGRAM.items() if not find_program(program)]


def _unprivileged_prefix(folder: Path) -> list[str]:
    """What makes a command run as somebody else than root, whom PostgreSQL refuses."""
    if os.getuid() != 0:
        return []
    folder.chmod(0o777)
    return [
        "setpriv",
        "--reuid",
        "nobody",
        "--regid",
        str(os.getgid()),
        "--clear-groups",
        "env",
        f"HOME={folder}",
    ]


def main() -> None:
    if packages := missing_packages():
        raise SystemExit(f"Missing here: apt-get install {' '.join(packages)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="collective-brain-") as folder:
        stack = Stack(Path(folder), front=int(os.environ.get("PORT") or 0))
        try:
            stack.start()
            print(
                f"\nCollective Brain is at {stack.url}/ as in production (Ctrl-C stops it):",
                flush=True,
            )
            for name, process in stack.processes.items():
                print(f"  {name:12} pid {process.pid}", flush=True)
            signal.pause()
        except KeyboardInterrupt:
            pass
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(
                    number, signal.SIG_IGN
                )  # a second Ctrl-C must not leave half of it running
            stack.stop()


if __name__ == "__main__":
    main()
