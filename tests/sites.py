"""Served sites for tests that need sockets, a browser or a process to kill."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.served.sites import Site


@pytest.fixture(scope="session")
def new_site(tmp_path_factory) -> Iterator[Callable[..., Site]]:
    """new_site(demo=True, **env) -> a Site with tables, themes and demo data, not started.

    env: environment variables such as DATABASE_URL or REDIS_URL.
    """
    sites: list[Site] = []

    def build(*, demo: bool = True, **env: str) -> Site:
        site = Site(tmp_path_factory.mktemp("site"), env)
        if "DATABASE_URL" in env:
            site.prepare(demo=demo)
        else:
            shutil.copytree(
                prepared_folder(tmp_path_factory, demo), site.folder, dirs_exist_ok=True
            )
        sites.append(site)
        return site

    yield build
    for site in sites:
        site.close()


@pytest.fixture(scope="session")
def served_site(new_site) -> Iterator[Site]:
    site = new_site()
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
            unfinished.mkdir()
            Site(unfinished, {}).prepare(demo=demo)
            unfinished.rename(folder)
    return folder
