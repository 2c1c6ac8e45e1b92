"""The large size: two serving processes and a worker on PostgreSQL and Redis (decision 7)."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bench.served.clients import Client, sign_in
from bench.served.sites import ROOT, Site, free_port, wait_until
from bench.served.tabs import Tab
from tests.databases import NO_REDIS, fresh_postgres_url

# One pair of processes for all: its start takes longer than most tests.
pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("two processes")]

ROUND = 2  # seconds
IDLE = 65  # seconds; redis-py 8 closes after 5, proxies and Daphne's pings after 60


class Redis:
    """A Redis of our own, to stop and start."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [
            "redis-server",
            "--port",
            str(self.port),
            "--save",
            "",
            "--dir",
            str(self.folder),
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(self._answers)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    if not shutil.which("redis-server"):
        pytest.skip(NO_REDIS)
    redis = Redis(tmp_path_factory.mktemp("redis"))
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture(scope="module")
def pair(redis, new_site):
    """Two serving processes of one site, with a worker beside them."""
    for url in fresh_postgres_url():
        one = new_site(
            demo=False,
            DATABASE_URL=url,
            REDIS_URL=redis.url,
            LIVE_ROUND_EVERY=str(ROUND),
            DATABASE_POOL="6",
        )
        other = Site(one.folder, {name: value for name, value in one.env.items() if name != "PORT"})
        work = subprocess.Popen(
            [sys.executable, "manage.py", "work"],
            cwd=ROOT,
            env=one.env,
            stderr=(one.folder / "work.log").open("w"),
        )
        one.start("--without-worker")
        other.start("--without-worker")
        yield one, other
        work.terminate()
        assert work.wait(timeout=10) == 0
        other.stop()
        one.stop()


@pytest.fixture(scope="module")
def people(pair) -> list[Client]:
    """An administrator and five members, clients of the first process."""
    return sign_in(pair[0], {"is_staff": True, "is_superuser": True}, *[{}] * 5)


@pytest.fixture(scope="module")
def topic(people) -> str:
    """The line of a topic that all of them know."""
    return f"topic:{people[1].start_topic()}"


@pytest.fixture(scope="module")
def room(pair, topic) -> str:
    """The line of its room."""
    with urllib.request.urlopen(f"{pair[0].url}/topics/{topic[6:]}/room/") as answer:
        return f"room:{answer.url.rstrip('/').rpartition('/')[2]}"


@pytest.fixture(scope="module")
def idle(pair, topic):
    """A tab of the second process that listens from the beginning, and when it began."""
    with Tab(pair[1], max_queue=None) as tab:  # else it would not read its pings' answers
        tab.listen(topic)
        yield tab, time.monotonic()


def test_what_one_process_takes_the_other_delivers(pair, people, topic, idle):
    with Tab(pair[0]) as near, Tab(pair[1]) as far:
        for tab in (near, far):
            tab.listen(topic, "fr")
        sent = people[1].say(topic, "From one to the other.")
        for tab in (near, far):
            tab.wait_for("item", nonce=sent["nonce"])


def test_what_the_worker_finds_reaches_every_process(pair, people, topic):
    asked = people[2]
    with Tab(pair[1], asked.session) as tab:
        tab.listen(f"member:{asked.member}")
        handle = pair[0].shell(
            f"from accounts.models import Member; print(Member.objects.get(pk={asked.member}).handle)"
        )
        people[1].say(topic, f"What do you say, @{handle.splitlines()[-1]}?")
        tab.wait_for("nudge", line=f"member:{asked.member}", within=5)
    for site in pair:
        with urllib.request.urlopen(f"{site.url}/readyz") as answer:
            assert json.load(answer)["ready"]


def test_who_is_here_adds_up(pair, people, room):
    with (
        Tab(pair[0], people[1].session) as near,
        Tab(pair[1], people[1].session) as also,
        Tab(pair[1]) as far,
    ):
        for tab in (near, also, far):
            tab.listen(room)
        told = [tab.wait_for("presence", count=2, within=8) for tab in (near, far)]
    assert [frame["line"] for frame in told] == [room, room]


def test_who_types_in_one_is_shown_by_the_other(pair, people, room):
    with Tab(pair[0], people[1].session) as near, Tab(pair[1], people[2].session) as far:
        for tab in (near, far):
            tab.listen(room)
        near.send({"typing": room})
        assert far.wait_for("typing", line=room)["members"] == [people[1].member]
        people[1].say(room, "Said.")
        far.wait_for("item", line=room)
        far.send({"typing": room})
        assert (
            near.wait_for("typing", line=room, members=[people[2].member], within=5)["count"] == 1
        )


def test_a_right_that_ends_in_one_ends_in_the_other(pair, people, topic):
    administrator, suspended, leaving = people[0], people[3], people[4]
    with Tab(pair[1], suspended.session) as first, Tab(pair[1], leaving.session) as second:
        first.listen(topic)
        second.listen(topic)
        fields = {
            "action": "suspend_7_days",
            "_selected_action": str(suspended.member),
            "why": "So.",
            "index": "0",
        }
        assert administrator.post("/admin/accounts/member/", fields)[0] == 302
        assert first.closing_code() == 4003
        leaving.post("/accounts/logout/", {})
        assert second.closing_code() == 4003


def test_another_process_without_redis_is_refused(pair):
    with pytest.raises(AssertionError, match="set REDIS_URL for all of them"):
        pair[0].manage("work", env={"REDIS_URL": ""})


def test_an_idle_tab_stays_open(people, topic, idle):
    tab, since = idle
    time.sleep(max(0, since + IDLE - time.monotonic()))
    sent = people[1].say(topic, "Still there?")
    tab.wait_for("item", nonce=sent["nonce"])


def test_readers_have_everything_a_round_after_redis_was_restarted(
    pair, redis, people, topic, room
):
    """What was lost shows as a hole between marks; what comes later is delivered again."""
    writer = people[1]
    with Tab(pair[0]) as near, Tab(pair[1]) as far:
        for tab in (near, far):
            tab.listen(topic)
        redis.stop()
        wait_until(lambda: "channel_layer" in failing(pair[1]))
        for path in ("/", f"/topics/{topic[6:]}/x/", f"/rooms/{room[5:]}/"):
            assert urllib.request.urlopen(pair[1].url + path).status == 200
        assert writer.say(topic, "Written while Redis was away.")
        redis.start()
        wait_until(lambda: writer.say(topic, "At once after the restart."))
        mark = writer.say(topic, "And again.")["mark"]
        for tab in (near, far):
            while tab.wait_for("item", "mark", within=2 * ROUND)["mark"] < mark:
                pass
        time.sleep(2)
        sent = writer.say(topic, "All well.")
        for tab in (near, far):
            tab.wait_for("item", nonce=sent["nonce"])


def failing(site) -> dict[str, str]:
    try:
        with urllib.request.urlopen(f"{site.url}/readyz", timeout=10):
            return {}
    except urllib.error.HTTPError as error:
        return json.load(error)["failing"] if error.code == 503 else {}
