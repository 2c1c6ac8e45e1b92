"""The benches run to their end on a small site. Their figures mean nothing here."""

import json
import subprocess
import sys

import pytest

from bench.live.sites import OneProcess, running_site
from bench.pages import create_site_database
from bench.served.sites import ROOT


@pytest.fixture(scope="module")
def small_site(tmp_path_factory) -> str:
    return create_site_database("small", tmp_path_factory.mktemp("small"))


def _reports(module: str, *options: str) -> list[dict[str, object]]:
    """Run `python -m module`, and parse the report in each of its lines."""
    done = subprocess.run(
        [sys.executable, "-m", module, "--json", *options],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.drill("bench of writes", 15)
def test_the_bench_of_writes_runs(small_site):
    reports = _reports("bench.writes", "--database", small_site, "--seconds", "0.1")
    assert len(reports) == 3 and all(report["rows"] for report in reports)


@pytest.mark.drill("bench of pages", 46)
def test_the_bench_of_pages_runs(small_site):
    options = ("--small", small_site, "--large", small_site, "--seconds", "0.02")
    [report] = _reports("bench.pages", *options)
    assert report["rows"]


@pytest.mark.drill("split", 20)
def test_no_text_is_lost_while_a_topic_is_split_and_merged(small_site):
    options = ("--database", small_site, "--posts", "200", "--writers", "4")
    [report] = _reports("bench.split", *options)
    assert report["rows"][0]["written"] >= 12


@pytest.mark.drill("live bench", 30)
def test_the_site_of_the_live_bench_starts():
    with running_site(OneProcess, members=2, rooms=1) as site:
        assert len(site.sessions) == 2 and site.queries() >= 0
