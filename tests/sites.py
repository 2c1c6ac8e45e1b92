"""Served sites for tests that need sockets, a browser or a kill."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.served.sites import Site


@pytest.fixture(scope="session")
def new_site(tmp_path_factory) -> Iterator[Callable[..., Site]]:
    """new_site(demo=True, **env) -> Site: prepared (tables, themes, demonstration community), not started.

    Its log is printed when a test of the session failed. `env` may name DATABASE_URL or REDIS_URL.
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
    """The site of this worker, running, with the demonstration community; shared by all its tests."""
    if not served_site.process or served_site.process.poll() is not None:
        served_site.start()
    before = len(served_site.log)
    yield served_site
    if getattr(request.node, "report_call", None) and request.node.report_call.failed:
        print(f"--- log of {served_site.url}\n{served_site.log[before:][-20_000:]}")


def prepared_folder(tmp_path_factory, demo: bool) -> Path:
    """The folder of a prepared site, made once for all xdist workers of this run, to be copied."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / ("prepared-demo" if demo else "prepared")
    with (shared / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = folder.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            Site(making, {}).prepare(demo=demo)
            making.rename(folder)
    return folder
