"""The systemd units are hardened, and name files that exist."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
MAX_EXPOSURE = 30  # tenths, as `systemd-analyze security --threshold` takes them
INSTALLED_AT = "/srv/collective-brain/current"

needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"),
    reason="systemd is missing: apt-get install systemd; .ci/run does it",
)


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_may_do_little_beyond_its_work(unit):
    command = ["systemd-analyze", "security", "--offline=yes", f"--threshold={MAX_EXPOSURE}"]
    done = subprocess.run([*command, str(unit)], capture_output=True, text=True)
    print(done.stdout.splitlines()[-1])
    assert done.returncode == 0, done.stdout


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_understands_every_line_of_a_unit(unit):
    command = ["systemd-analyze", "verify", "--recursive-errors=no", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True)
    complaints = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    assert complaints == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_names_files_of_this_folder(unit):
    text = unit.read_text()
    assert re.search(r"^WorkingDirectory=(.*)", text, re.MULTILINE)[1] == INSTALLED_AT
    program, *words = re.search(r"^ExecStart=/usr/bin/env (.*)", text, re.MULTILINE)[1].split()
    assert (program, (ROOT / program).exists()) == (".venv/bin/python", True)
    files = [word for word in words if word.endswith(".py")]
    assert files
    assert [name for name in files if not (ROOT / name).is_file()] == []


def test_all_units_may_do_the_same():
    """What is forbidden in one unit is forbidden in all."""
    hardening = {
        unit.read_text().partition("# systemd-analyze")[2].partition("\n\n")[0] for unit in UNITS
    }
    assert len(hardening) == 1


def test_the_target_starts_every_kind_of_unit():
    wanted = (ROOT / "deploy" / "systemd" / "collective-brain.target").read_text()
    assert [unit.name for unit in UNITS if unit.stem not in wanted] == []
