#!/usr/bin/python3
"""systemctl for a machine without systemd as process 1, such as that of on_fresh_machine.sh.

It starts the command of a unit as its user, with its environment, in its folder, without rights,
and with a root that it can write only at ReadWritePaths. It knows what deploy/README.md uses:
daemon-reload, enable --now, start and restart.
"""

import fnmatch
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

UNITS, STATE = Path("/etc/systemd/system"), Path("/run/units")
# Debian's own services: how to stop and how to start them.
OTHERS = {
    "nginx": ("nginx -s stop || true", "nginx"),
    "redis-server": (
        "pkill --pidfile /run/redis/redis-server.pid --signal TERM || true; sleep 1",
        "install -d -o redis /run/redis && runuser -u redis -- redis-server /etc/redis/redis.conf",
    ),
    "postgresql": ("true", "pg_ctlcluster $(pg_lsclusters -h | cut -d' ' -f1,2) start"),
}


def main() -> None:
    verb, *names = (word for word in sys.argv[1:] if word != "--now")
    STATE.mkdir(exist_ok=True)
    if verb == "daemon-reload":
        return
    for name in names:
        if name in OTHERS:
            _control_other(verb, *OTHERS[name])
        else:
            for unit in _units(name):
                VERBS[verb](unit)


def _control_other(verb: str, stop: str, start: str) -> None:
    commands = {"start": start, "restart": f"{stop}; {start}"}
    subprocess.run(commands[verb], shell=True, check=True)


def _units(name: str) -> Iterator[str]:
    """Yield the names of services that a name, a pattern or a target means."""
    if name.endswith(".target"):
        for service in " ".join(_values(UNITS / name, "Wants")).split():
            yield from _units(service)
    elif "*" in name:
        yield from fnmatch.filter(sorted(path.name for path in STATE.iterdir()), name)
    else:
        yield name.removesuffix(".service")


def _start(unit: str) -> None:
    template, _, instance = unit.partition("@")
    file = UNITS / (f"{template}@.service" if instance else f"{unit}.service")
    one = {key: " ".join(_values(file, key)).replace("%i", instance) for key in KEYS}
    with Path(f"/var/log/{unit}.log").open("ab") as log:
        process = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", _script(one)],
            cwd=one["WorkingDirectory"],  # From the start: a test reads it at once.
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (STATE / unit).write_text(str(process.pid))


def _script(one: dict[str, str]) -> str:
    lines = Path(one["EnvironmentFile"]).read_text().splitlines()
    variables = [line for line in lines if line[:1].isalpha() and "=" in line]
    command = ["setpriv", "--reuid", one["User"], "--regid", one["User"], "--init-groups"]
    command += ["--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"]
    command += ["env", "--ignore-environment", f"--chdir={one['WorkingDirectory']}"]
    command += ["PATH=/usr/bin:/bin", *shlex.split(one["Environment"]), *variables]
    command += shlex.split(one["ExecStart"])
    writable = one["ReadWritePaths"]
    mounts = f"mount --bind {writable} {writable} && mount -t tmpfs -o mode=1777 tmpfs /tmp"
    return f"{mounts} && mount -o remount,ro,bind / && exec {shlex.join(command)}"


def _stop(unit: str) -> None:
    pid = int((STATE / unit).read_text())
    if _is_running(pid):
        os.kill(pid, signal.SIGTERM)
    while _is_running(pid):
        time.sleep(0.05)


def _restart(unit: str) -> None:
    _stop(unit)
    _start(unit)


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def _values(file: Path, key: str) -> list[str]:
    prefix = f"{key}="
    lines = file.read_text().splitlines()
    return [line.removeprefix(prefix) for line in lines if line.startswith(prefix)]


KEYS = (
    "User",
    "WorkingDirectory",
    "Environment",
    "EnvironmentFile",
    "ExecStart",
    "ReadWritePaths",
)
VERBS = {"enable": _start, "start": _start, "restart": _restart}

if __name__ == "__main__":
    main()
