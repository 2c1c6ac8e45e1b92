"""The services of deploy/compose.yaml as processes, each with its own network, files and rights.

Only on_fresh_machine.sh may call this. A service gets what the file gives it and no more:
variables, user, capabilities, volumes, and a root that it cannot write. These stand in for what is
not here: the programs of this machine for the images, and a bridge for the networks.
"""

import shlex
import subprocess
import time
from pathlib import Path
from string import Template
from typing import Any

from ruamel.yaml import YAML

from tests.deploy.dockerfile import Image

VOLUMES = Path("/volumes")
NETWORK = "10.77.0"
HEALTHY_WITHIN = 180  # seconds
# What the entrypoint of the image of PostgreSQL does.
POSTGRES = """
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
	printf %s "$POSTGRES_PASSWORD" > /tmp/password
	initdb -D "$PGDATA" -U postgres --auth-local=trust --auth-host=scram-sha-256 \\
		--pwfile=/tmp/password
	pg_ctl -D "$PGDATA" -o "-c listen_addresses=" -w start
	for file in /docker-entrypoint-initdb.d/*; do "$file"; done
	pg_ctl -D "$PGDATA" -m fast -w stop
	echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
fi
exec postgres -D "$PGDATA" -c listen_addresses='*'
"""
POSTGRES_ENV = {"POSTGRES_USER": "postgres", "POSTGRES_DB": "postgres", "LANG": "C.UTF-8"}
IMAGES = {
    "caddy": Image(env={"XDG_DATA_HOME": "/data", "XDG_CONFIG_HOME": "/config", "HOME": "/root"}),
    "redis": Image(workdir="/data"),
    "postgres": Image(
        env=POSTGRES_ENV | {"PGDATA": "/var/lib/postgresql/data"}, command=["sh", "-c", POSTGRES]
    ),
}


class Services:
    """addresses: of each service. path: the PATH of the programs of this machine."""

    def __init__(self, file: Path, variables: dict[str, str], image: Image, path: str) -> None:
        text = file.read_text().replace(":?}", "}")
        self.folder, self.path, self.image = file.parent, path, image
        self.variables = variables
        self.services: dict[str, Any] = YAML(typ="safe").load(Template(text).substitute(variables))[
            "services"
        ]
        self.addresses = {
            name: f"{NETWORK}.{place}" for place, name in enumerate(self.services, start=2)
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def create_networks(self) -> None:
        _run(f"ip link add bridge type bridge && ip addr add {NETWORK}.1/24 dev bridge")
        _run("ip link set bridge up")
        with Path("/etc/hosts").open("a") as hosts:
            for place, (name, address) in enumerate(self.addresses.items()):
                hosts.write(f"{address} {name}\n")
                _run(f"ip netns add {name}")
                _run(f"ip link add port{place} type veth peer name eth0 netns {name}")
                _run(f"ip link set port{place} master bridge up")
                _run(f"ip -n {name} addr add {address}/24 dev eth0")
                _run(f"ip -n {name} link set eth0 up && ip -n {name} link set lo up")
                _run(f"ip -n {name} route add default via {NETWORK}.1")

    def start_all(self) -> None:
        """Start every service after those that it depends on, and wait until all are healthy."""
        for name in self.services:
            self.start(name)
        for name in self.services:
            self.wait_until_healthy(name)

    def start(self, name: str) -> None:
        if name in self.processes:
            return
        for other, condition in self._dependencies(name).items():
            self.start(other)
            self._wait_for(other, condition)
        log = Path(f"/logs/{name}.log")
        log.parent.mkdir(exist_ok=True)
        with log.open("ab") as output:
            self.processes[name] = subprocess.Popen(
                self._command(name), stdout=output, stderr=output, stdin=subprocess.DEVNULL
            )

    def restart(self, name: str) -> None:
        self.processes[name].terminate()
        self.processes.pop(name).wait()
        self.start(name)
        self.wait_until_healthy(name)

    def execute(self, name: str, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command in a running service, with the rights of the service."""
        pid = str(self.processes[name].pid)
        inside = ["nsenter", "--target", pid, "--mount", "--net"]
        return subprocess.run(
            [*inside, "sh", "-c", self._entering(name, command)], capture_output=True, text=True
        )

    def wait_until_healthy(self, name: str) -> None:
        test = self._healthcheck(name)
        deadline = time.monotonic() + HEALTHY_WITHIN
        while test:
            done = self.execute(name, test)
            if done.returncode == 0:
                return
            if time.monotonic() > deadline:
                raise SystemExit(f"{name} is not healthy: {done}\n{self.log(name)}")
            time.sleep(0.3)

    def log(self, name: str) -> str:
        return Path(f"/logs/{name}.log").read_text()[-3000:]

    def _dependencies(self, name: str) -> dict[str, Any]:
        dependencies = self.services[name].get("depends_on", {})
        if isinstance(dependencies, list):
            return dict.fromkeys(dependencies, {"condition": "service_started"})
        return dependencies

    def _wait_for(self, name: str, condition: dict[str, str]) -> None:
        match condition["condition"]:
            case "service_healthy":
                self.wait_until_healthy(name)
            case "service_completed_successfully":
                code = self.processes[name].wait(HEALTHY_WITHIN)
                assert code == 0, self.log(name)

    def _healthcheck(self, name: str) -> list[str]:
        check = self.services[name].get("healthcheck")
        if check is None:
            return self._image(name).healthcheck
        if check.get("disable"):
            return []
        kind, *words = check["test"]
        return words if kind == "CMD" else ["sh", "-c", words[0]]

    def _image(self, name: str) -> Image:
        return IMAGES.get(self.services[name]["image"].partition(":")[0], self.image)

    def _command(self, name: str) -> list[str]:
        mounts = " && ".join(self._mounts(name))
        command = self.services[name].get("command") or self._image(name).command
        script = f"{mounts} && mount -o remount,ro,bind / && {self._entering(name, command)}"
        network = f"--net=/var/run/netns/{name}"
        return ["nsenter", network, "unshare", "--mount", "sh", "-c", script]

    def _mounts(self, name: str) -> list[str]:
        lines = ["true"]
        for volume in self.services[name].get("volumes", []):
            source, target, *options = volume.split(":")
            lines += _volume(source, target, self.folder)
            lines += [f"mount -o remount,ro,bind {target}"] * ("ro" in options)
        for entry in self.services[name].get("tmpfs", []):
            target, _, options = entry.partition(":")
            lines.append(f"mkdir -p {target} && mount -t tmpfs -o {options} tmpfs {target}")
        return lines

    def _entering(self, name: str, command: list[str]) -> str:
        """Give up every right that the service does not have, then execute the command."""
        service, image = self.services[name], self._image(name)
        assert service["cap_drop"] == ["ALL"] and service["read_only"] is True
        assert service["security_opt"] == ["no-new-privileges:true"]
        user = service.get("user", image.user)
        capabilities = "".join(f",+{added.lower()}" for added in service.get("cap_add", []))
        variables = {"PATH": self.path} | image.env | service.get("environment", {})
        words = ["setpriv", "--reuid", user, "--regid", _group(user), "--clear-groups"]
        words += ["--inh-caps=-all", f"--bounding-set=-all{capabilities}", "--no-new-privs"]
        words += ["env", "--ignore-environment", f"--chdir={image.workdir}"]
        words += [f"{key}={value}" for key, value in variables.items()]
        return f"exec {shlex.join([*words, *command])}"


def _volume(source: str, target: str, folder: Path) -> list[str]:
    """Mount a file beside compose.yaml, or a named volume, which begins as a copy of the target."""
    if source.startswith("."):
        path = folder / source
        assert path.is_file(), path
        return [f"mkdir -p {Path(target).parent} && touch {target} && mount --bind {path} {target}"]
    volume = VOLUMES / source
    new = f"mkdir -p {VOLUMES} {target} && cp -a {target} {volume}"
    return [f"{{ test -d {volume} || {{ {new}; }}; }}", f"mount --bind {volume} {target}"]


def _group(user: str) -> str:
    return subprocess.check_output(["id", "--group", user], text=True).strip()


def _run(command: str) -> None:
    subprocess.run(command, shell=True, check=True)
