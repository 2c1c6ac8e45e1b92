"""Run the production set-up on this machine, without containers.

`make scale` runs nginx with TLS, two page servers, two socket servers and two workers, with a
PostgreSQL and a Redis of their own. The settings are those of production. Each process has a free
port and a place in one temporary folder. Ctrl-C or SIGTERM stops all and deletes the folder.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path

from deploy.front import create_certificate, nginx_configuration

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120
STOP_SECONDS = 20
PAGE_SERVERS = SOCKET_SERVERS = WORKERS = 2
PACKAGE_BY_PROGRAM = {
    "nginx": "nginx-light",
    "redis-server": "redis-server",
    "initdb": "postgresql",
    "openssl": "openssl",
}
# One statement a line, as `postgres --single` reads them. The site's user is not a superuser.
CREATE_SITE_DATABASE = b"""CREATE ROLE collective_brain LOGIN;
CREATE DATABASE collective_brain OWNER collective_brain;
"""


class Stack:
    """All processes of the production set-up.

    url: the address of nginx. tls: trusts the certificate of nginx, and no other. env: the
    environment of the site's processes. processes: the running ones, by name, in the order of their
    start.
    """

    def __init__(
        self, folder: Path, *, front: int = 0, trusted_networks: str = "", **env: str
    ) -> None:
        """trusted_networks: directives of nginx for a load balancer in front of it."""
        self.folder, self.trusted_networks = folder, trusted_networks
        self.ports = {name: free_port() for name in ("database", "redis", "plain")}
        self.ports["front"] = front or free_port()
        self.ports |= {f"pages-{index}": free_port() for index in range(PAGE_SERVERS)}
        self.ports |= {f"sockets-{index}": free_port() for index in range(SOCKET_SERVERS)}
        self.url = f"https://127.0.0.1:{self.ports['front']}"
        self.tls: ssl.SSLContext | None = None
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.redis_password = secrets.token_urlsafe(24)
        database = f"collective_brain@127.0.0.1:{self.ports['database']}/collective_brain"
        self.env = {
            **_environment_of_production(),
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": f"postgres://{database}",
            "REDIS_URL": f"redis://:{self.redis_password}@127.0.0.1:{self.ports['redis']}/0",
            "TRUSTED_PROXIES": "1",
            "PAGES_SERVERS": str(PAGE_SERVERS),
            "DJANGO_SETTINGS_MODULE": "collective_brain.settings",
            **env,
        }

    def start(self, *, demo: bool = True) -> None:
        """Start everything in the order of dependence; return when nginx serves a ready site."""
        self.create_database()
        self.start_database()
        self.start_redis()
        self.run_management_command(
            "prepare", *([] if demo else ["--without-demo"]), env={"DEBUG": "1"}
        )
        for index in range(PAGE_SERVERS):
            self.start_pages(index)
        for name in self.ports:
            if name.startswith("sockets-"):
                self.start_sockets(int(name.removeprefix("sockets-")))
        for index in range(WORKERS):
            self.start_python(f"worker-{index}", "manage.py", "work")
        self.start_front()
        wait_until(lambda: answers_ok(f"{self.url}/readyz", self.tls), "the site", self.logs)

    def stop(self) -> None:
        """Stop everything: nginx first, the database last."""
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

    def start_pages(self, index: int) -> None:
        name = f"pages-{index}"
        gunicorn = ("-m", "gunicorn", "--config", "deploy/gunicorn.conf.py")
        bind = f"127.0.0.1:{self.ports[name]}"
        self.start_python(name, *gunicorn, "--bind", bind, "collective_brain.wsgi")
        self._wait_for_server(name)

    def start_sockets(self, index: int) -> None:
        name = f"sockets-{index}"
        self.start_python(
            name, "manage.py", "serve", "--without-worker", "--port", str(self.ports[name])
        )
        self._wait_for_server(name)

    def logs(self) -> str:
        """Return the end of the log of every process."""
        return "\n".join(
            f"--- {path.stem}\n{path.read_text()[-2_000:]}"
            for path in sorted(self.folder.glob("*.log"))
        )

    def create_database(self) -> None:
        """Create a PostgreSQL cluster with an empty database of the site's user."""
        command = [*_unprivileged_prefix(self.folder), find_program("initdb")]
        command += ["-D", str(self.folder / "database"), "-U", "postgres"]
        command += ["-A", "trust", "-E", "UTF8"]
        with (self.folder / "initdb.log").open("wb") as log:
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd="/")
            command = [*_unprivileged_prefix(self.folder), find_program("postgres"), "--single"]
            command += ["-D", str(self.folder / "database"), "postgres"]
            subprocess.run(
                command, check=True, input=CREATE_SITE_DATABASE, stdout=log, stderr=log, cwd="/"
            )

    def start_database(self) -> None:
        port = self.ports["database"]
        command = [*_unprivileged_prefix(self.folder), find_program("postgres")]
        command += ["-D", str(self.folder / "database"), "-k", str(self.folder)]
        command += ["-h", "127.0.0.1", "-p", str(port), "-c", "max_connections=200"]
        self._start_process("database", command, cwd="/")
        wait_until(
            lambda: (self.folder / f".s.PGSQL.{port}").exists() and accepts_connections(port),
            "PostgreSQL",
            self.logs,
        )

    def start_redis(self) -> None:
        port = self.ports["redis"]
        command = [find_program("redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
        self._start_process("redis", [*command, "--save", "", "--requirepass", self.redis_password])
        wait_until(lambda: accepts_connections(port), "Redis", self.logs)

    def start_front(self) -> None:
        self.tls = ssl.create_default_context(cafile=create_certificate(self.folder))
        configuration = self.folder / "nginx.conf"
        configuration.write_text(
            nginx_configuration(self.folder, self.ports, self.trusted_networks)
        )
        command = [find_program("nginx"), "-c", str(configuration), "-p", str(self.folder)]
        self._start_process("front", command)
        wait_until(lambda: accepts_connections(self.ports["front"]), "nginx", self.logs)

    def run_management_command(self, *arguments: str, env: dict[str, str]) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env | env, check=True
        )

    def _wait_for_server(self, name: str) -> None:
        url = f"http://127.0.0.1:{self.ports[name]}/healthz"
        wait_until(lambda: answers_ok(url), name, self.logs)

    def start_python(self, name: str, *arguments: str) -> None:
        self._start_process(name, [sys.executable, *arguments])

    def _start_process(self, name: str, command: Iterable[str], cwd: str | Path = ROOT) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                list(command), cwd=cwd, env=self.env, stdout=log, stderr=log, start_new_session=True
            )


def _environment_of_production() -> dict[str, str]:
    own = {"SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "127.0.0.1,localhost"}
    inherited = {
        name: value for name, value in os.environ.items() if name not in ("LOCAL", "DEBUG")
    }
    return inherited | own


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def accepts_connections(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers_ok(url: str, tls: ssl.SSLContext | None = None) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5, context=tls) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until(condition: Callable[[], bool], name: str, logs: Callable[[], str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"{name} did not start within {START_SECONDS} s:\n{logs()}")
        time.sleep(0.1)


def find_program(program: str) -> str:
    """Return the path of `program`, or "" if it is missing.

    On Debian, PostgreSQL's programs are not on the PATH, and nginx only on that of root.
    """
    folders = [
        *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True),
        "/usr/sbin",
    ]
    return shutil.which(program, path=os.pathsep.join([os.environ.get("PATH", ""), *folders])) or ""


def missing_packages() -> list[str]:
    """Return the Debian packages of missing programs."""
    return [package for program, package in PACKAGE_BY_PROGRAM.items() if not find_program(program)]


def _unprivileged_prefix(folder: Path) -> list[str]:
    """Return a prefix that runs a command as nobody: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return []
    folder.chmod(0o777)
    group = str(os.getgid())
    prefix = ["setpriv", "--reuid", "nobody", "--regid", group, "--clear-groups"]
    return [*prefix, "env", f"HOME={folder}"]


def _wanted_port() -> int:
    """Return PORT, or 0 for any free port."""
    port = os.environ.get("PORT") or "0"
    if not port.isdecimal():
        raise SystemExit(f"{port!r} is not a port. Choose one: make scale PORT=9000")
    return int(port)


def main() -> None:
    if packages := missing_packages():
        raise SystemExit(f"Programs are missing: apt-get install {' '.join(packages)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="collective-brain-") as folder:
        stack = Stack(Path(folder), front=_wanted_port())
        try:
            stack.start()
            print(
                f"\nCollective Brain is at {stack.url}/ as in production (Ctrl-C stops it).\n"
                "The browser warns of its certificate, which was made for this run:",
                flush=True,
            )
            for name, process in stack.processes.items():
                print(f"  {name:12} pid {process.pid}", flush=True)
            signal.pause()
        except KeyboardInterrupt:
            pass
        finally:
            # A second Ctrl-C must not leave half of the processes running.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            stack.stop()


if __name__ == "__main__":
    main()
