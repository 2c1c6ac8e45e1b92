"""Every block of commands in deploy/README.md works as it is written.

A comment above each block says where it runs. Blocks for a server run one after the other in one
shell, on a copy of this machine on which nothing of the project is installed. systemctl.py stands
in for systemd. Blocks that need a network or Docker are compared with what exists.
"""

import itertools
import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from ruamel.yaml import YAML

from deploy.scale import missing_packages
from tests.deploy.wheels import environment_without_network

ROOT = Path(settings.BASE_DIR)
README = ROOT / "deploy" / "README.md"
SERVER, CHECKOUT = "on a server", "on a server, from a checkout"
NETWORK, DOCKER, BY_HAND = "with a network", "with Docker", "by hand"
BLOCK = re.compile(
    r"(?:<!-- runs: (?P<where>[^>]+) -->\n)?```sh\n(?P<commands>.*?)^```$", re.M | re.S
)
# Debian's programs before others. The site's user can read them.
PATH = "/usr/bin:/usr/sbin:/bin:/sbin:/usr/local/bin"
# What `apt-get install` leaves behind on a server: running services, and no other site.
INSTALLED_SERVER = f"""
set -eu
trap 'tail -n 20 /var/log/collective-brain-*.log' EXIT
cp {ROOT}/tests/deploy/systemctl.py /usr/bin/systemctl
systemctl start postgresql
systemctl start redis-server
"""
# The folders in which the processes of the site run, and what is installed.
REPORT = """
folders() { for unit in /run/units/*; do readlink "/proc/$(cat "$unit")/cwd"; done; }
echo "runs in: $(folders | sort --unique | xargs)"
echo "installed: $(ls /srv/collective-brain/releases | xargs)"
"""
# Releases that were used earlier, the first one last.
EARLIER = """
mkdir /srv/collective-brain/releases/earlier-1 /srv/collective-brain/releases/earlier-2
touch --date=2020-01-01 /srv/collective-brain/releases/earlier-1
touch --date=2020-01-02 /srv/collective-brain/releases/earlier-2
"""
on_a_server = pytest.mark.skipif(
    os.getuid() != 0 or bool(missing_packages()),
    reason="needs root, nginx, PostgreSQL and Redis; .ci/run does it",
)
pytestmark = pytest.mark.xdist_group("containers")


class Block(NamedTuple):
    line: int
    where: str | None
    commands: str


def blocks() -> list[Block]:
    text = README.read_text()
    return [
        Block(text.count("\n", 0, found.start()) + 1, found["where"], found["commands"])
        for found in BLOCK.finditer(text)
    ]


def blocks_of(*places: str) -> list[Block]:
    return [block for block in blocks() if block.where in places]


def test_every_block_says_where_it_runs():
    places = {SERVER, CHECKOUT, NETWORK, DOCKER, BY_HAND}
    assert [block.line for block in blocks() if block.where not in places] == []
    assert len(blocks_of(SERVER, CHECKOUT)) >= 10


# It installs the packages of two releases.
in_installations = pytest.mark.drill("installations", 130)


@pytest.fixture(scope="module")
def printed():
    """What the blocks for a server print. Each one is followed by a report."""
    done = subprocess.run(
        [f"{ROOT}/tests/deploy/on_fresh_machine.sh", "bash", "-c", server_script()],
        cwd=ROOT,
        env={"PATH": PATH} | environment_without_network(),
        capture_output=True,
        text=True,
    )
    print(done.stdout[-6000:])
    assert done.returncode == 0, done.stderr[-6000:]
    return done.stdout


@on_a_server
@in_installations
def test_the_blocks_for_a_server_install_a_site_and_a_new_release(printed):
    assert printed.count('{"ready": true') >= 2


@on_a_server
@in_installations
def test_an_upgrade_runs_the_new_folder_and_going_back_the_one_before(printed):
    runs_in = re.findall(r"^runs in: (.*)$", printed, re.MULTILINE)
    first, new, again = [folder for folder, _same in itertools.groupby(runs_in)]
    assert "/srv/collective-brain/releases/" in first and first == again != new


@on_a_server
def test_the_three_releases_that_ran_last_stay(printed):
    installed = re.findall(r"^installed: (.*)$", printed, re.MULTILINE)[-1].split()
    assert len(installed) == 3 and "earlier-2" in installed and "earlier-1" not in installed


def server_script() -> str:
    """All blocks for a server in one shell, which ends at the first failure and names its line."""
    parts = [INSTALLED_SERVER]
    for block in blocks_of(SERVER, CHECKOUT):
        parts.append(f"echo '== README.md, line {block.line}'")
        if block.where == CHECKOUT:
            parts.append(f"cd {ROOT}")
        if "upgrade.sh" in block.commands:
            parts.append(EARLIER)
        parts.append(block.commands)
        if "systemctl enable" in "".join(parts):
            parts.append(REPORT)
    return "\n".join(parts)


def test_packages_of_debian_have_these_names():
    text = "\n".join(block.commands for block in blocks_of(NETWORK))
    names = " ".join(re.findall(r"apt-get install --yes (.*)", text)).split()
    assert "postgresql" in names
    for name in names:
        done = subprocess.run(["apt-cache", "show", name], capture_output=True)
        assert done.returncode == 0, name


def test_commands_of_docker_name_services_and_files_that_exist():
    services = YAML(typ="safe").load((ROOT / "deploy" / "compose.yaml").read_text())["services"]
    for block in blocks_of(DOCKER):
        lines = [line.strip() for line in block.commands.splitlines()]
        for line in lines:
            if line.startswith("docker"):
                assert line.startswith("docker compose --file deploy/compose.yaml ")
            for name in re.findall(r"(?:exec|--rm) (\S+)|^for service in (.*); do", line):
                assert set(" ".join(name).split()) <= services.keys(), line


def test_commands_by_hand_exist():
    for block in blocks_of(BY_HAND):
        program, command = block.commands.split()
        assert program == "collective-brain"
        done = subprocess.run(
            [ROOT / ".venv" / "bin" / "python", "manage.py", "help", command],
            cwd=ROOT,
            capture_output=True,
        )
        assert done.returncode == 0
