"""Two serving processes and a worker on PostgreSQL and Redis (decision 7)."""

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

# All tests share two processes, because starting them takes longer than most tests.
pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("two processes")]

ROUND = 2  # seconds between two rounds of the hub
IDLE = 65  # seconds. redis-py 8 closes idle connections after 5, proxies and Daphne after 60.


class Redis:
    """A Redis that tests stop and start."""

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
    """Two serving processes of one site, and a worker."""
    for url in fresh_postgres_url():
        first = new_site(
            demo=False,
            DATABASE_URL=url,
            REDIS_URL=redis.url,
            LIVE_ROUND_EVERY=str(ROUND),
            DATABASE_POOL="6",
        )
        env = {name: value for name, value in first.env.items() if name != "PORT"}
        second = Site(first.folder, env)
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "work"],
            cwd=ROOT,
            env=first.env,
            stderr=(first.folder / "work.log").open("w"),
        )
        first.start("--without-worker")
        second.start("--without-worker")
        yield first, second
        worker.terminate()
        assert worker.wait(timeout=10) == 0
        second.stop()
        first.stop()


@pytest.fixture(scope="module")
def people(pair) -> list[Client]:
    """An administrator and five members, clients of the first process."""
    return sign_in(pair[0], {"is_staff": True, "is_superuser": True}, *[{}] * 5)


@pytest.fixture(scope="module")
def topic(people) -> str:
    """The stream of a topic that all of them can read."""
    return f"topic:{people[1].start_topic()}"


@pytest.fixture(scope="module")
def room(pair, topic) -> str:
    """The stream of the room of the topic."""
    printed = pair[0].shell(
        "from forum.chat.models import Room\n"
        "from forum.topics.models import Topic\n"
        f"print(Room.objects.get_or_create_for(Topic.objects.get(pk={topic[6:]})).pk)"
    )
    return f"room:{printed.splitlines()[-1]}"


@pytest.fixture(scope="module")
def idle(pair, topic):
    """A tab of the second process that subscribes first, and the time when it did."""
    with Tab(pair[1], max_queue=None) as tab:  # with a full queue it would not answer pings
        tab.listen(topic)
        yield tab, time.monotonic()


def test_a_post_sent_to_one_process_is_delivered_by_both(pair, people, topic, idle):
    with Tab(pair[0]) as first, Tab(pair[1]) as second:
        for tab in (first, second):
            tab.listen(topic, "fr")
        sent = people[1].send_or_fail(topic, "From one to the other.")
        for tab in (first, second):
            tab.wait_for("item", nonce=sent["nonce"])


def test_a_notification_of_the_worker_reaches_every_process(pair, people, topic):
    mentioned = people[2]
    stream = f"member:{mentioned.member}"
    with Tab(pair[1], mentioned.session) as tab:
        tab.listen(stream)
        member = f"Member.objects.get(pk={mentioned.member})"
        username = pair[0].shell(f"from accounts.models import Member; print({member}.handle)")
        people[1].send_or_fail(topic, f"What do you say, @{username.splitlines()[-1]}?")
        tab.wait_for("nudge", line=stream, within=5)
    for site in pair:
        with urllib.request.urlopen(f"{site.url}/readyz") as answer:
            assert json.load(answer)["ready"]


def test_presence_is_counted_over_both_processes(pair, people, room):
    with (
        Tab(pair[0], people[1].session) as first,
        Tab(pair[1], people[1].session) as second_of_same_member,
        Tab(pair[1]) as visitor,
    ):
        for tab in (first, second_of_same_member, visitor):
            tab.listen(room)
        frames = [tab.wait_for("presence", count=2, within=8) for tab in (first, visitor)]
    assert [frame["line"] for frame in frames] == [room, room]


def test_typing_in_one_process_is_shown_by_the_other(pair, people, room):
    with Tab(pair[0], people[1].session) as first, Tab(pair[1], people[2].session) as second:
        for tab in (first, second):
            tab.listen(room)
        first.send({"typing": room})
        assert second.wait_for("typing", line=room)["members"] == [people[1].member]
        people[1].send_or_fail(room, "Said.")
        second.wait_for("item", line=room)
        second.send({"typing": room})
        frame = first.wait_for("typing", line=room, members=[people[2].member], within=5)
        assert frame["count"] == 1


def test_a_suspension_and_a_sign_out_in_one_process_close_tabs_of_the_other(pair, people, topic):
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


@pytest.mark.drill("idle tab", 58)
def test_an_idle_tab_stays_open(people, topic, idle):
    tab, since = idle
    time.sleep(max(0, since + IDLE - time.monotonic()))  # no frame shows that a tab is idle
    sent = people[1].send_or_fail(topic, "Still there?")
    tab.wait_for("item", nonce=sent["nonce"])


def test_readers_have_every_post_a_round_after_redis_was_restarted(
    pair, redis, people, topic, room
):
    """A hole between marks shows what was lost. Later posts are delivered again."""
    writer = people[1]
    with Tab(pair[0]) as first, Tab(pair[1]) as second:
        for tab in (first, second):
            tab.listen(topic)
        redis.stop()
        wait_until(lambda: "channel_layer" in failing(pair[1]))
        for path in ("/", f"/topics/{topic[6:]}/x/", f"/rooms/{room[5:]}/"):
            assert urllib.request.urlopen(pair[1].url + path).status == 200
        assert writer.send_or_fail(topic, "Written while Redis was away.")
        redis.start()
        wait_until(lambda: writer.send_or_fail(topic, "At once after the restart."))
        mark = writer.send_or_fail(topic, "And again.")["mark"]
        for tab in (first, second):
            while tab.wait_for("item", "mark", within=2 * ROUND)["mark"] < mark:
                pass
            wait_until(lambda tab=tab: is_delivered(writer, topic, tab), within=2 * ROUND)


def is_delivered(writer, topic, tab) -> bool:
    """Whether a post that is written now reaches the tab."""
    sent = writer.send_or_fail(topic, "All well.")
    try:
        tab.wait_for("item", nonce=sent["nonce"], within=1)
    except AssertionError:
        return False
    return True


def failing(site) -> dict[str, str]:
    try:
        with urllib.request.urlopen(f"{site.url}/readyz", timeout=10):
            return {}
    except urllib.error.HTTPError as error:
        return json.load(error)["failing"] if error.code == 503 else {}
