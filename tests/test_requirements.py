"""Every pinned requirement has a hash, and the tests use the pins of the site."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SITE, TESTS, DEPLOY = (
    Path(settings.BASE_DIR) / name
    for name in ("requirements.txt", "tests/requirements.txt", "deploy/requirements.txt")
)
PIN = re.compile(r"^([A-Za-z0-9._-]+(?:\[[^\]]*\])?)==(\S+)(?P<rest>(?:.*\\\n)*.*)$", re.MULTILINE)


def pins(path: Path) -> dict[tuple[str, str], str]:
    """(package, version): the rest of the requirement, with its hashes."""
    return {(pin[1], pin[2]): pin["rest"] for pin in PIN.finditer(path.read_text())}


@pytest.mark.parametrize("path", [SITE, TESTS, DEPLOY], ids=lambda path: path.parent.name)
def test_every_requirement_is_pinned_with_its_hash(path):
    lines = [line for line in path.read_text().splitlines() if line and line[0] not in " #"]
    assert len(lines) > 20
    assert [line for line in lines if "==" not in line] == []
    assert [pin for pin, rest in pins(path).items() if "--hash=sha256:" not in rest] == []


def test_the_tests_run_on_the_pins_of_the_site():
    assert pins(SITE).keys() - pins(DEPLOY).keys() == set()
    assert pins(DEPLOY).keys() - pins(TESTS).keys() == set()
