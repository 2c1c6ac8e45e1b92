"""Kill the server while members write: it stores each acknowledged text once.

Its worker finishes every event.
"""

import json
import threading

import pytest

from bench.served.clients import Client, sign_in_many
from bench.served.sites import wait_until

KILLS, CLIENTS = 3, 10
PAUSE = 0.2  # seconds between two texts of a client; the slow worker has to deliver all of them

COUNT = """
import json
from forum.chat.models import Message, Room
from collective_brain.event_log.models import Event
from forum.topics.models import Post, Topic

def nonces_of(model):
    return model.objects.values_list("nonce", flat=True)

def has_no_gaps(conversation, contributions):
    numbers = list(contributions.order_by("number").values_list("number", flat=True))
    return numbers == list(range(1, conversation.last_number + 1))

print(json.dumps({
    "nonces": [str(nonce) for nonce in [*nonces_of(Post), *nonces_of(Message)]],
    "unfinished_events": Event.objects.filter(done_at=None).count(),
    "numbers_without_gaps": all(
        has_no_gaps(conversation, contributions)
        for conversation, contributions in [
            *((topic, topic.posts) for topic in Topic.objects.all()),
            *((room, room.messages) for room in Room.objects.all()),
        ]
    ),
    "counts_are_right": all(
        topic.post_count == topic.posts.filter(hidden_at=None).count()
        for topic in Topic.objects.all()
    ),
}))
"""


@pytest.fixture
def drill_site(new_site):
    site = new_site(demo=True)
    site.env["DJANGO_SETTINGS_MODULE"] = "bench.drills.drill_app.settings_with_slow_listeners"
    site.start()
    yield site
    site.kill()


def test_kills_lose_and_double_no_acknowledged_text(drill_site):
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
        wait_for_acknowledgements(clients, 20)
        wait_for_a_running_listener(drill_site)
        drill_site.kill()
        drill_site.start()
    wait_for_acknowledgements(clients, 20)
    stop.set()
    for sender in senders:
        sender.join(timeout=60)

    stored = wait_until_all_events_are_finished(drill_site)
    acknowledged = [nonce for client in clients for nonce in client.acknowledged]
    refused = [answer for client in clients for answer in client.refused]
    print(f"{len(acknowledged)} writes acknowledged over {KILLS} kills; refused: {refused[:3]}")
    assert len(acknowledged) > 50 and not refused
    assert len(stored["nonces"]) == len(set(stored["nonces"]))
    assert set(acknowledged) <= set(stored["nonces"])
    assert stored["numbers_without_gaps"] and stored["counts_are_right"]
    assert stored["unfinished_events"] == 0
    assert a_kill_interrupted_a_listener(drill_site)


def wait_for_acknowledgements(clients: list[Client], count: int) -> None:
    """Wait until the server has acknowledged `count` more texts."""

    def acknowledged() -> int:
        return sum(len(client.acknowledged) for client in clients)

    before = acknowledged()
    wait_until(lambda: acknowledged() >= before + count, within=60)


def wait_for_a_running_listener(site) -> None:
    """Return right after a listener began. It runs long enough to be killed before it ends."""
    diary = site.folder / "diary"

    def has_just_begun() -> bool:
        lines = diary.read_text().splitlines() if diary.exists() else []
        return bool(lines) and lines[-1].startswith("begins ")

    wait_until(has_just_begun, every=0.005)


def wait_until_all_events_are_finished(site) -> dict:
    """Wait as long as the worker makes progress, and return what is stored."""
    stored = read_stored(site)
    while unfinished := stored["unfinished_events"]:
        wait_until(lambda: read_stored(site)["unfinished_events"] < unfinished, every=1)
        stored = read_stored(site)
    return stored


def read_stored(site) -> dict:
    return json.loads(site.shell(COUNT).splitlines()[-1])


def a_kill_interrupted_a_listener(site) -> bool:
    """Return whether some listener began twice for one event, and all of them ended at last."""
    lines = (site.folder / "diary").read_text().splitlines()
    begun = [line.removeprefix("begins ") for line in lines if line.startswith("begins ")]
    ended = {line.removeprefix("ends ") for line in lines if line.startswith("ends ")}
    return any(begun.count(event) > 1 for event in set(begun)) and set(begun) == ended
