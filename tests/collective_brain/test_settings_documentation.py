"""docs/settings.md lists exactly the environment variables of the code, with their defaults."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from collective_brain.settings import _rates

# One process reads all files, once.
pytestmark = pytest.mark.xdist_group("settings documentation")
BASE = Path(settings.BASE_DIR)
FOLDERS = ("accounts", "bench", "collective_brain", "deploy", "forum", "tests")
NOT_OURS = {"HOME", "PATH", "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER"}
READERS = re.compile(r"(env(\.\w+)?|(os\.)?environ\.(get|setdefault)|(os\.)?getenv)")
COMPOSE_VARIABLE = re.compile(r"\$\{(\w+)")
ROW = re.compile(r"\| ([A-Z][A-Z0-9_]+) \| ([^|]*)\| ([^|]+) \| ([^|]+) \|")
NO_LITERAL = object()


class Read(NamedTuple):
    """One place in the code that reads an environment variable."""

    name: str
    default: object
    place: str


def python_files() -> Iterator[Path]:
    yield BASE / "manage.py"
    for folder in FOLDERS:
        yield from (BASE / folder).rglob("*.py")


def reads_of(path: Path) -> Iterator[Read]:
    for node in ast.walk(ast.parse(path.read_text())):
        place = f"{path.relative_to(BASE)}:{getattr(node, 'lineno', '')}"
        if isinstance(node, ast.Call) and READERS.fullmatch(ast.unparse(node.func)) and node.args:
            name = node.args[0]
            if isinstance(name, ast.Constant):
                yield Read(name.value, default_of(node), place)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            is_environment = ast.unparse(node.value) in ("os.environ", "environ")
            if is_environment and isinstance(node.slice, ast.Constant):
                yield Read(node.slice.value, NO_LITERAL, place)


def default_of(call: ast.Call) -> object:
    """The default of a read, where the code writes it as a literal."""
    values = [keyword.value for keyword in call.keywords if keyword.arg == "default"]
    for value in [*values, *call.args[1:]]:
        if isinstance(value, ast.Constant):
            return value.value
    return NO_LITERAL


@functools.cache
def all_reads() -> list[Read]:
    reads = [read for path in python_files() for read in reads_of(path)]
    compose = (BASE / "deploy" / "compose.yaml").read_text()
    reads += [Read(name, NO_LITERAL, "compose.yaml") for name in COMPOSE_VARIABLE.findall(compose)]
    return [read for read in reads if read.name not in NOT_OURS]


@pytest.fixture(scope="module")
def documented() -> dict[str, str]:
    """The default of each documented variable, by its name."""
    rows = ROW.findall((BASE / "docs" / "settings.md").read_text())
    return {name: default.strip(" `") for name, default, _meaning, _example in rows}


def test_every_variable_that_the_code_reads_is_documented(documented):
    assert [
        f"{read.name} in {read.place}" for read in all_reads() if read.name not in documented
    ] == []


def test_every_documented_variable_is_read(documented):
    assert documented.keys() - {read.name for read in all_reads()} == set()


def test_documented_defaults_are_those_of_the_code(documented):
    wrong = [
        f"{read.name}: {read.place} says {read.default!r}"
        for read in all_reads()
        if read.default is not NO_LITERAL
        and as_documented(read.default) != documented.get(read.name)
    ]
    assert wrong == []


def as_documented(default: object) -> str:
    return str(int(default)) if isinstance(default, bool) else str(default)


def test_each_variable_has_one_row_with_four_columns(documented):
    text = (BASE / "docs" / "settings.md").read_text()
    names = re.findall(r"^\| ([A-Z][A-Z0-9_]+) ", text, re.MULTILINE)
    assert sorted(names) == sorted(documented)


def test_every_rate_limit_is_a_setting(documented):
    names = [name for name in documented if name.startswith("LIMIT_")]
    assert names == [f"LIMIT_{name.upper()}" for name in settings.LIMITS]


def test_a_wrong_rate_is_named():
    with pytest.raises(ImproperlyConfigured, match="'many' is not a rate such as 6/minute"):
        _rates("6/minute, many")
