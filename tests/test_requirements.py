"""Every pin carries its hash, and the tests run on exactly what the site runs on."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SITE, TESTS, OBSERVED = (
    Path(settings.BASE_DIR) / name
    for name in ("requirements.txt", "tests/requirements.txt", "deploy/requirements.txt")
)
PIN = re.compile(r"^([A-Za-z0-9._-]+(?:\[[^\]]*\])?)==(\S+)(?P<rest>(?:.*\\\n)*.*)$", re.MULTILINE)


def pins(path: Path) -> dict[tuple[str, str], str]:
    """(package, version): what follows, its hashes among it."""
    return {(found[1], found[2]): found["rest"] for found in PIN.finditer(path.read_text())}


@pytest.mark.parametrize("path", [SITE, TESTS, OBSERVED], ids=lambda path: path.parent.name)
def test_every_requirement_is_pinned_with_its_hash(path):
    lines = [line for line in path.read_text().splitlines() if line and line[0] not in " #"]
    assert len(lines) > 20
    assert [line for line in lines if "==" not in line] == []
    assert [pin for pin, rest in pins(path).items() if "--hash=sha256:" not in rest] == []


def test_the_tests_run_on_the_pins_of_the_site():
    assert pins(SITE).keys() - pins(OBSERVED).keys() == set()
    assert pins(OBSERVED).keys() - pins(TESTS).keys() == set()
