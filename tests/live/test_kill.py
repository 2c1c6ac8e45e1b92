"""The server is killed while people write: what was acknowledged is there once, and every event is delivered."""

import json
import threading
import time

import pytest

from bench.served.clients import Client, sign_in_many

KILLS, CLIENTS = 5, 10
PAUSE = 0.2  # seconds between two texts of one client: the worker, slowed here, has to tell them all in the end

COUNT = """
import json
from forum.chat.models import Message, Room
from collective_brain.event_log.models import Event
from forum.topics.models import Post, Topic
print(json.dumps({
    "nonces": [str(n) for model in (Post, Message) for n in model.objects.values_list("nonce", flat=True)],
    "undone": Event.objects.filter(done_at=None).count(),
    "dense": all(
        list(line.__getattribute__(items).order_by("number").values_list("number", flat=True))
        == list(range(1, line.last_number + 1))
        for lines, items in ((Topic.objects.all(), "posts"), (Room.objects.all(), "messages"))
        for line in lines
    ),
    "counted": all(topic.post_count == topic.posts.count() for topic in Topic.objects.all()),
}))
"""


@pytest.fixture
def drill_site(new_site):
    site = new_site(demo=True)
    site.env["DJANGO_SETTINGS_MODULE"] = "bench.drills.drill_app.settings_with_slow_listeners"
    site.start()
    yield site
    site.kill()


def test_nothing_acknowledged_is_lost_or_doubled_by_five_kills(drill_site):
    clients = [Client(drill_site, session) for session in sign_in_many(drill_site, CLIENTS)]
    stop = threading.Event()
    senders = [
        threading.Thread(
            target=client.send_until, args=[stop, ["/topics/1/reply/", "/rooms/1/say/"], PAUSE]
        )
        for client in clients
    ]
    for sender in senders:
        sender.start()
    for _ in range(KILLS):
        time.sleep(1.5)
        wait_for_a_listener_at_work(drill_site)
        drill_site.kill()
        drill_site.start()
    time.sleep(1)
    stop.set()
    for sender in senders:
        sender.join(timeout=60)

    found = wait_until_all_is_delivered(drill_site)
    acknowledged = [nonce for client in clients for nonce in client.acknowledged]
    refused = [answer for client in clients for answer in client.refused]
    print(f"{len(acknowledged)} writes acknowledged over {KILLS} kills; refused: {refused[:3]}")
    assert len(acknowledged) > 50 and not refused
    assert len(found["nonces"]) == len(set(found["nonces"]))
    assert set(acknowledged) <= set(found["nonces"])
    assert found["dense"] and found["counted"] and found["undone"] == 0
    assert killed_inside_a_listener(drill_site)


def wait_for_a_listener_at_work(site) -> None:
    """Comes back right after one began: it takes long enough to be killed before it ends."""
    diary = site.folder / "diary"
    deadline = time.monotonic() + 20
    while not (diary.exists() and diary.read_text().splitlines()[-1].startswith("begins ")):
        assert time.monotonic() < deadline, "no listener was at work"
        time.sleep(0.005)


def wait_until_all_is_delivered(site) -> dict:
    deadline = time.monotonic() + 60
    while (found := json.loads(site.shell(COUNT).splitlines()[-1]))[
        "undone"
    ] and time.monotonic() < deadline:
        time.sleep(1)
    return found


def killed_inside_a_listener(site) -> bool:
    """Whether some event began more often than it ended, and ended in the end."""
    lines = (site.folder / "diary").read_text().splitlines()
    begun = [line.removeprefix("begins ") for line in lines if line.startswith("begins ")]
    ended = {line.removeprefix("ends ") for line in lines if line.startswith("ends ")}
    return any(begun.count(event) > 1 for event in set(begun)) and set(begun) == ended
