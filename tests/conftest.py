"""What every test stands on: the environment, the catalogues, and the sites and databases that some need."""

import os
import tempfile
from pathlib import Path

# Before Django reads its settings: nothing a test does touches the site under var/.
# A worker of xdist gets the environment of the first process, and Django has read its settings there already.
FIRST = "PYTEST_XDIST_WORKER" not in os.environ
os.environ["LOCAL"] = "1"
if FIRST:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="collective-brain-tests-")
    (Path(os.environ["VAR_DIR"]) / "static").mkdir()  # else WhiteNoise warns that it is missing
os.environ["DJANGO_SETTINGS_MODULE"] = "collective_brain.settings"
for _name in (
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
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.utils import translation

from collective_brain.i18n.compilation import compile_catalogues
from collective_brain.web import rate_limits

pytest_plugins = ["tests.databases", "tests.sites"]

# A file, because an in-memory SQLite is not shared between threads the way a real one is.
settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(
    Path(os.environ["VAR_DIR"]) / "tests.sqlite3"
)
settings.PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # else a member costs 0.25 s of CPU
settings.DATABASES["default"]["OPTIONS"]["init_command"] = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skipped test fails the run (CI)")


def pytest_configure() -> None:
    if FIRST:
        compile_catalogues()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: synchronous Playwright leaves its event loop running in the thread."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if report.skipped and item.config.getoption("--no-skips") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and --no-skips was given: {report.longrepr}"
    setattr(item, f"report_{report.when}", report)
    return report


@pytest.fixture(autouse=True)
def _in_english() -> None:
    """A request of an earlier test leaves its reader's language active in this thread."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def _fresh_rate_limits() -> Iterator[None]:
    """Each test starts with empty rate limits and empty caches."""
    rate_limits.clear_all_counts()
    for cache in caches.all(initialized_only=True):
        cache.clear()
    yield
    rate_limits.clear_all_counts()


def pytest_unconfigure() -> None:
    if FIRST:
        shutil.rmtree(os.environ["VAR_DIR"], ignore_errors=True)
