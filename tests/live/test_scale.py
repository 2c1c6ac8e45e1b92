"""The production set-up of `make scale`: restarts of its parts lose nothing that a member does."""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bench.served.clients import sign_in
from bench.served.sites import ROOT, wait_until
from bench.served.tabs import Tab
from deploy import scale
from tests.sites import prepared_folder

MISSING = (
    "needs nginx, Redis and PostgreSQL: apt-get install nginx-light redis-server postgresql; "
    ".ci/run does it"
)

pytestmark = pytest.mark.xdist_group("scale")  # all tests share one stack


class ServedStack(scale.Stack):
    """The stack with the interface of `bench.served.sites.Site`."""

    @property
    def port(self) -> int:
        return self.ports["front"]

    def shell(self, code: str) -> str:
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        return subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True
        ).stdout.strip()


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    if scale.missing_packages():
        pytest.skip(MISSING)
    with (
        tempfile.TemporaryDirectory() as folder
    ):  # the database's user may not read pytest's folders
        stack = ServedStack(
            Path(folder),
            DJANGO_SETTINGS_MODULE="bench.drills.drill_app.settings_with_slow_listeners",
            METRICS="1",
        )
        # Copy compressed files, because compressing takes seconds.
        files = prepared_folder(tmp_path_factory, demo=False) / "static"
        shutil.copytree(files, stack.folder / "var" / "static")
        try:
            stack.start(demo=False)
            yield stack
        finally:
            stack.stop()


@pytest.fixture(scope="module")
def writer(stack):
    return sign_in(stack, {})[0]


@pytest.fixture(scope="module")
def topic(writer):
    return f"topic:{writer.start_topic()}"


def test_socket_servers_deliver_what_the_page_processes_accept(stack, writer, topic):
    with Tab(stack) as tab:
        tab.listen(topic)
        sent = writer.send_or_fail(topic, "Through nginx.")
        tab.wait_for("item", nonce=sent["nonce"])


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_nginx_caches_compressed_files(stack, coding):
    page = urllib.request.urlopen(f"{stack.url}/").read().decode()
    address = stack.url + page.split('rel="stylesheet" href="')[1].split('"')[0]
    request = urllib.request.Request(address, headers={"Accept-Encoding": coding})
    for _time in range(2):
        with urllib.request.urlopen(request) as response:
            assert response.headers["Content-Encoding"] == coding
            assert "immutable" in response.headers["Cache-Control"]


def test_restarts_of_every_part_in_turn_lose_no_reply(stack):
    """HUP restarts the pages, TERM a socket server. No reply is refused, each is stored once."""
    stop, writer = threading.Event(), sign_in(stack, {})[0]
    topic = f"topic:{writer.start_topic()}"
    path = f"/topics/{topic[6:]}/reply/"
    sending = threading.Thread(target=writer.send_until, args=[stop, [path]])
    sending.start()
    try:
        stack.processes["pages"].send_signal(signal.SIGHUP)
        stack.end("sockets-0")
        with Tab(stack) as tab:  # connects to the other socket server
            tab.listen(topic)
            tab.wait_for("item", within=20)  # after the pages are back
        stack.start_sockets(0)
        wait_until(lambda: len(writer.acknowledged) > 10)
    finally:
        stop.set()
        sending.join()
    assert writer.refused == []
    stored = stack.shell(
        "from forum.topics.models import Post\n"
        f"replies = Post.objects.filter(topic={topic[6:]}, number__gt=1)\n"
        "print(*sorted(str(nonce) for nonce in replies.values_list('nonce', flat=True)))"
    ).split()
    assert stored == sorted(writer.acknowledged)


def test_the_site_is_ready_with_its_workers(stack):
    with urllib.request.urlopen(f"{stack.url}/readyz") as response:
        assert response.status == 200


def test_metrics_cover_all_processes_and_nginx_does_not_pass_them_on(stack):
    def metrics() -> str:
        return urllib.request.urlopen(f"http://{stack.env['PAGES_BIND']}/metrics").read().decode()

    with Tab(stack):  # a socket server holds the tab, the pages report it
        wait_until(
            lambda: re.search(
                r'^collective_brain_sockets{who="visitor"} [1-9]', metrics(), re.MULTILINE
            )
        )
    assert "collective_brain_requests_total" in metrics()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{stack.url}/metrics")
