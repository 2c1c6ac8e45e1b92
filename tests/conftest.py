"""The environment, settings and fixtures of every test."""

import os
import signal
import sys
import tempfile
from pathlib import Path

# This runs before Django reads its settings, so that no test touches the site under var/. An
# xdist worker inherits the environment of the first process.
IS_FIRST_PROCESS = "PYTEST_XDIST_WORKER" not in os.environ
os.environ["LOCAL"] = "1"
if IS_FIRST_PROCESS:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="collective-brain-tests-")
    (Path(os.environ["VAR_DIR"]) / "static").mkdir()  # WhiteNoise warns if it is missing
os.environ["DJANGO_SETTINGS_MODULE"] = "collective_brain.settings"
# The environment may lack these (env -i), and a job in the background may ignore Ctrl-C. The
# servers of the tests inherit both.
os.environ.setdefault("HOME", str(Path.home()))
os.environ.setdefault("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
signal.signal(signal.SIGINT, signal.default_int_handler)
# Hundreds of servers and commands start. With compiled modules each needs half as long.
sys.dont_write_bytecode = False
for _name in (
    "PYTHONDONTWRITEBYTECODE",
    "DEBUG",
    "DATABASE_URL",
    "REDIS_URL",
    "SQLITE_FILE",
    "SECRET_KEY",
    "EMAIL_URL",
    "PORT",
):
    os.environ.pop(_name, None)

import shutil
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.utils import translation

from collective_brain.i18n.compilation import compile_catalogues
from collective_brain.web import rate_limits
from tests.selection import COLLECTED_TESTS, commit_number, select_tests

pytest_plugins = ["tests.databases", "tests.sites"]

# Threads share a file as they do in production. They do not share SQLite in memory that way.
settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(
    Path(os.environ["VAR_DIR"]) / "tests.sqlite3"
)
# The default hasher needs 0.25 s of CPU for each member.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.DATABASES["default"]["OPTIONS"]["init_command"] = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--no-skips", action="store_true", help="fail the run if a test is skipped (CI)"
    )
    parser.addoption(
        "--whole", action="store_true", help="run all cases, also those marked `whole`"
    )


def pytest_configure() -> None:
    if IS_FIRST_PROCESS:
        compile_catalogues()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run browser tests last, because Playwright leaves an event loop running in the thread.

    tests/selection.py says which tests a usual run has.
    """
    config.stash[COLLECTED_TESTS] = tuple(items)
    if not config.getoption("--whole"):
        items[:] = select_tests(items, commit_number())
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Tests of a group run in one process. pytest-xdist says so only in the names of the tests."""
    grouped = [item for item in session.items if item.get_closest_marker("xdist_group")]
    if session.config.getoption("loadgroup", default=False):
        assert all("@" in item.nodeid for item in grouped), "pytest-xdist ignores the groups"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if report.skipped and item.config.getoption("--no-skips") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and --no-skips was given: {report.longrepr}"
    setattr(item, f"report_{report.when}", report)
    return report


@pytest.fixture
def sample(request: pytest.FixtureRequest) -> Callable[[Sequence[Any], int], Sequence[Any]]:
    """Return each n-th value of a large set, and all of them with --whole."""
    is_whole = request.config.getoption("--whole")
    return lambda values, nth: values if is_whole else values[::nth]


@pytest.fixture(autouse=True)
def _in_english() -> None:
    """Reset the language that a request of an earlier test left active in this thread."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def _fresh_rate_limits() -> Iterator[None]:
    """Start each test with empty rate limits and empty caches."""
    rate_limits.clear_all_counts()
    for cache in caches.all():
        cache.clear()
    yield
    rate_limits.clear_all_counts()


def pytest_unconfigure() -> None:
    if IS_FIRST_PROCESS:
        # pytest imports the module first, to rewrite its assertions.
        from tests.databases import drop_template_databases

        drop_template_databases()
        shutil.rmtree(os.environ["VAR_DIR"], ignore_errors=True)
