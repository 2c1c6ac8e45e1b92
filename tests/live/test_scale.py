"""The production set-up, as `make scale` starts it: nothing a user does is lost while its parts are restarted."""

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

MISSING = "needs nginx, Redis and PostgreSQL: apt-get install nginx-light redis-server postgresql; .ci/run does it"


pytestmark = pytest.mark.xdist_group("scale")  # one stack for all


class Front(scale.Stack):
    """The stack, as the clients of the other tests know a site."""

    @property
    def port(self) -> int:
        return self.ports["front"]

    def shell(self, code: str) -> str:
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        return subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True
        ).stdout.strip()


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    if scale.missing_packages():
        pytest.skip(MISSING)
    with tempfile.TemporaryDirectory() as folder:  # pytest's own are closed to the database's user
        stack = Front(
            Path(folder),
            DJANGO_SETTINGS_MODULE="bench.drills.drill_app.settings_with_slow_listeners",
            METRICS="1",
        )
        files = (
            prepared_folder(tmp_path_factory, demo=False) / "static"
        )  # compressed already: it takes seconds
        shutil.copytree(files, stack.folder / "var" / "static")
        try:
            stack.start(demo=False)
            yield stack
        finally:
            stack.stop()


@pytest.fixture(scope="module")
def writer(front):
    return sign_in(front, {})[0]


@pytest.fixture(scope="module")
def topic(writer):
    return f"topic:{writer.start_topic()}"


def test_what_pages_take_sockets_deliver(front, writer, topic):
    with Tab(front) as tab:
        tab.listen(topic)
        sent = writer.say(topic, "Through the front.")
        tab.wait_for("item", nonce=sent["nonce"])


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_files_come_compressed_and_are_kept_by_the_front(front, coding):
    page = urllib.request.urlopen(f"{front.url}/").read().decode()
    address = front.url + page.split('rel="stylesheet" href="')[1].split('"')[0]
    asked = urllib.request.Request(address, headers={"Accept-Encoding": coding})
    for _time in range(2):
        with urllib.request.urlopen(asked) as answer:
            assert answer.headers["Content-Encoding"] == coding
            assert "immutable" in answer.headers["Cache-Control"]


def test_nothing_is_lost_while_every_part_is_restarted_in_turn(front):
    """Pages by HUP, a socket server by TERM: a reply each moment, none refused, each there once."""
    stop, writer = threading.Event(), sign_in(front, {})[0]
    topic = f"topic:{writer.start_topic()}"
    path = f"/topics/{topic[6:]}/reply/"
    sending = threading.Thread(target=writer.send_until, args=[stop, [path]])
    sending.start()
    try:
        front.processes["pages"].send_signal(signal.SIGHUP)
        front.end("sockets-0")
        with Tab(front) as tab:  # the other one takes it
            tab.listen(topic)
            tab.wait_for("item", within=20)  # the pages come back first
        front.start_sockets(0)
        wait_until(lambda: len(writer.acknowledged) > 10)
    finally:
        stop.set()
        sending.join()
    assert writer.refused == []
    stored = front.shell(
        "from forum.topics.models import Post\n"
        f"print(*sorted(str(n) for n in Post.objects.filter(topic={topic[6:]}, number__gt=1).values_list('nonce', flat=True)))"
    ).split()
    assert stored == sorted(writer.acknowledged)


def test_the_worker_is_at_work(front):
    with urllib.request.urlopen(f"{front.url}/readyz") as answer:
        assert answer.status == 200


def test_metrics_are_of_all_processes_and_not_passed_on(front):
    def told() -> str:
        return urllib.request.urlopen(f"http://{front.env['PAGES_BIND']}/metrics").read().decode()

    with Tab(front):  # a socket server holds it, and the pages tell
        wait_until(
            lambda: re.search(
                r'^collective_brain_sockets{who="visitor"} [1-9]', told(), re.MULTILINE
            )
        )
    assert "collective_brain_requests_total" in told()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{front.url}/metrics")
