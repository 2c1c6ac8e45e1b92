"""Served sites for tests that need sockets, a browser or a process to kill."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.served.sites import Site
from tests.databases import (
    create_database,
    drop_database,
    migrated_postgres_database,
    name_in,
    template_database,
)

PUSH_PRIVATE_KEY = "jMOSbxxQPumigl59BCUDyUlvU6ROyP-uCOAmPSdVBqI"


@pytest.fixture(scope="session")
def new_site(tmp_path_factory, django_db_blocker) -> Iterator[Callable[..., Site]]:
    """new_site(demo=True, **env) -> a Site with tables, themes and demo data, not started.

    env: environment variables such as REDIS_URL, or DATABASE_URL of an empty database.
    """
    sites: list[Site] = []

    def build(*, demo: bool = True, **env: str) -> Site:
        site = Site(tmp_path_factory.mktemp("site"), env)
        folder = prepared_folder(tmp_path_factory, demo)
        if url := env.get("DATABASE_URL"):
            drop_database(name_in(url))
            create_database(name_in(url), prepared_database(folder, demo, django_db_blocker))
            folder = _folder_for_postgres(folder)
        shutil.copytree(folder, site.folder, dirs_exist_ok=True)
        sites.append(site)
        return site

    yield build
    for site in sites:
        site.close()


@pytest.fixture(scope="session")
def served_site(new_site) -> Iterator[Site]:
    site = new_site(INCOMING_MAIL_DOMAIN="answers.example.org", PUSH_PRIVATE_KEY=PUSH_PRIVATE_KEY)
    site.start()
    yield site
    site.stop()


@pytest.fixture
def site(served_site, request) -> Iterator[Site]:
    """The running site of this xdist worker, with the demonstration community.

    All tests of the worker share it. A test that fails prints its log.
    """
    if not served_site.process or served_site.process.poll() is not None:
        served_site.start()
    log_start = len(served_site.log)
    yield served_site
    if getattr(request.node, "report_call", None) and request.node.report_call.failed:
        print(f"--- log of {served_site.url}\n{served_site.log[log_start:][-20_000:]}")


def prepared_folder(tmp_path_factory, demo: bool) -> Path:
    """The folder of a prepared site, to be copied. All xdist workers of a run share it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / ("prepared-demo" if demo else "prepared")
    with (shared / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            if demo:  # it has the same tables, themes and static files
                shutil.copytree(prepared_folder(tmp_path_factory, demo=False), unfinished)
            unfinished.mkdir(exist_ok=True)
            Site(unfinished, {}).prepare(demo=demo)
            unfinished.rename(folder)
    return folder


def prepared_database(folder: Path, demo: bool, django_db_blocker) -> str:
    """The name of the PostgreSQL database of a prepared site, to be copied.

    Its uploads are in `_folder_for_postgres`.
    """

    def prepare(url: str) -> None:
        own_folder = _folder_for_postgres(folder)
        other = shutil.ignore_patterns("*.sqlite3*", "uploads")
        shutil.copytree(folder, own_folder, ignore=other)
        Site(own_folder, {"DATABASE_URL": url}).prepare(demo=demo)

    template = migrated_postgres_database(django_db_blocker)
    return template_database(folder.name.replace("-", "_"), prepare, template)


def _folder_for_postgres(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-postgres")
