"""A reader that stops costs the others nothing and the server little memory (daphne issue 170)."""

import json
import socket
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from bench.served.clients import Client, sign_in
from bench.served.tabs import Tab

STOPPED, SENDERS, MESSAGES = 20, 4, 320
TEXT = "**Bread** and roses! " * 190  # 8 kB of HTML: 50 MB for the tabs that stop
MAX_GROWTH = 20_000_000  # bytes


@pytest.fixture
def drill_site(new_site):
    site = new_site(demo=True)
    site.env["DJANGO_SETTINGS_MODULE"] = "bench.drills.drill_app.settings_with_slow_listeners"
    site.start("--without-worker")
    yield site
    site.kill()


@pytest.mark.drill("slow reader", 28)
def test_readers_that_stop_are_closed_and_the_others_receive_everything(drill_site):
    clients = sign_in(drill_site, *[{}] * SENDERS)
    say_many(clients, 40)  # load first what is loaded only once
    with ExitStack() as open_tabs:
        reader = open_tabs.enter_context(Tab(drill_site, ping_interval=None, max_queue=None))
        stopped = [open_tabs.enter_context(stopped_tab(drill_site)) for _ in range(STOPPED)]
        for tab in [reader, *stopped]:
            tab.listen("room:1")
        received: list[int] = []
        listening = threading.Thread(target=receive_marks, args=[reader, received])
        listening.start()
        before, began = memory(drill_site), time.monotonic()
        say_many(clients, MESSAGES)
        listening.join(timeout=10)
        took, grown = time.monotonic() - began, memory(drill_site) - before
        left = len(open_sockets(drill_site))
        codes = {tab.closing_code(within=10) for tab in stopped}
    print(
        f"{MESSAGES} messages in {took:.0f} s; memory grew by {grown / 1e6:.1f} MB; "
        f"closed with {codes}"
    )
    assert sorted(received) == list(range(min(received), min(received) + MESSAGES))
    assert codes <= {1006, 4002} and left == 1
    assert grown < MAX_GROWTH


def stopped_tab(site) -> Tab:
    """Open a tab that reads a few frames and has a small buffer for the rest."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    narrow.connect(("127.0.0.1", site.port))
    return Tab(site, sock=narrow, ping_interval=None, max_queue=1)


def say_many(clients: list[Client], count: int) -> None:
    def say(client: Client) -> None:
        for _ in range(count // len(clients)):
            client.send_or_fail("room:1", TEXT)

    senders = [threading.Thread(target=say, args=[client]) for client in clients]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()


def receive_marks(tab: Tab, marks: list[int]) -> None:
    """Collect the change marks of the items until all have arrived."""
    while len(marks) < MESSAGES:
        frame = json.loads(tab.socket.recv(timeout=20))
        if frame["type"] == "item":
            marks.append(frame["mark"])


def memory(site) -> int:
    """Return the resident memory of the serving process in bytes."""
    status = Path(f"/proc/{site.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def open_sockets(site) -> list[str]:
    """Return the established connections of the server from the kernel."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [row[2] for row in rows if row[1].endswith(f":{site.port:04X}") and row[3] == "01"]
