"""What one client may take from the served site: tabs, frames of any kind, and time to send."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from bench.drills.attacks import frame as masked_frame
from bench.live.sites import cpu_seconds
from bench.served.clients import sign_in
from bench.served.sites import wait_until
from bench.served.tabs import Tab
from collective_brain.serving.websocket_limits import CLOSE_TOO_MANY_FRAMES
from forum.live.socket_app import CLOSE_TOO_MANY_TABS
from tests.live.http_requests import get, send_raw

TABS_PER_MEMBER, TABS_PER_ADDRESS, REQUEST_SECONDS = 2, 5, 2


@pytest.fixture(scope="module")
def strict_site(new_site):
    """A site with low limits behind a proxy, so that a test chooses the address of a tab."""
    site = new_site(
        demo=True,
        TABS_PER_MEMBER=str(TABS_PER_MEMBER),
        TABS_PER_ADDRESS=str(TABS_PER_ADDRESS),
        REQUEST_SECONDS=str(REQUEST_SECONDS),
        TRUSTED_PROXIES="1",
    )
    site.start("--without-worker")
    yield site
    site.kill()


@pytest.fixture(scope="module")
def people(strict_site):
    return sign_in(strict_site, {}, {}, {})


def open_tab(site, session: str = "", *, address: str = "192.0.2.1") -> Tab:
    return Tab(site, session, headers={"X-Forwarded-For": address})


def works(tab: Tab) -> bool:
    return tab.listen("topic:1")["type"] == "listening"


# --- tabs ---


def test_a_member_with_too_many_tabs_gets_no_more_until_one_is_closed(strict_site, people):
    ana, ben = people[0].session, people[1].session
    with open_tab(strict_site, ana) as first, open_tab(strict_site, ana, address="192.0.2.2"):
        with open_tab(strict_site, ana) as third:
            assert third.closing_code() == CLOSE_TOO_MANY_TABS
        with open_tab(strict_site, ben) as other:
            assert works(other) and works(first)
        first.socket.close()
        wait_until(lambda: a_tab_works(strict_site, ana))


def test_an_address_with_too_many_tabs_gets_no_more_until_one_is_closed(strict_site):
    with ExitStack() as open_tabs:
        tabs = [open_tabs.enter_context(open_tab(strict_site)) for _ in range(TABS_PER_ADDRESS)]
        assert all(works(tab) for tab in tabs)
        with open_tab(strict_site) as one_more, open_tab(strict_site, address="192.0.2.7") as other:
            assert one_more.closing_code() == CLOSE_TOO_MANY_TABS
            assert works(other)
        tabs[0].socket.close()
        wait_until(lambda: a_tab_works(strict_site))


def test_a_household_with_ipv6_is_one_address(strict_site):
    with ExitStack() as open_tabs:
        for place in range(TABS_PER_ADDRESS):
            tab = open_tab(strict_site, address=f"2001:db8:1:2::{place}")
            assert works(open_tabs.enter_context(tab))
        with open_tab(strict_site, address="2001:db8:1:2:ffff::1") as one_more:
            assert one_more.closing_code() == CLOSE_TOO_MANY_TABS


def test_tabs_that_were_refused_or_cut_off_do_not_count(strict_site, people):
    for _ in range(3 * TABS_PER_ADDRESS):
        tab = open_tab(strict_site, people[2].session, address="192.0.2.3")
        tab.socket.socket.shutdown(socket.SHUT_RDWR)  # as a phone that loses its network
        tab.socket.close()
    wait_until(lambda: a_tab_works(strict_site, people[2].session, address="192.0.2.3"))


def a_tab_works(site, session: str = "", **options) -> bool:
    with open_tab(site, session, **options) as tab:
        try:
            return works(tab)
        except ConnectionClosed:
            return False


# --- frames ---


@pytest.mark.parametrize("opcode", [Opcode.PING, Opcode.PONG])
def test_pings_and_pongs_count_like_texts(site, opcode):
    with Tab(site, ping_interval=None) as tab:
        for number in range(20):
            send_control_frame(tab, opcode, b"%d" % number)
        assert not tab.frames("dropped", during=0.3)  # the tab stays open
        send_control_frame(tab, opcode, b"one more")
        assert tab.closing_code() == CLOSE_TOO_MANY_FRAMES


def test_empty_pieces_of_a_message_count_like_texts(site):
    with Tab(site) as tab:
        with suppress(ConnectionClosed):
            tab.socket.send(iter([""] * 1000))
        assert tab.closing_code() == CLOSE_TOO_MANY_FRAMES


def test_an_idle_tab_may_answer_the_pings_of_the_site(site):
    """And send its own heartbeats. 20 frames in 10 seconds leave room for both."""
    with Tab(site, ping_interval=1) as tab:
        assert not tab.frames("dropped", during=3)
        assert works(tab)


@pytest.mark.parametrize("first", [0x89, 0x8A, 0x81], ids=["pings", "pongs", "texts"])
def test_a_flood_of_frames_costs_little_cpu(strict_site, first):
    """100,000 frames of 6 to 19 bytes, sent together. The process has no worker with other work."""
    flood = masked_frame(b'{"here":true}' if first == 0x81 else b"", first) * 100_000
    before = cpu_seconds([strict_site.process.pid])
    with Tab(strict_site, headers={"X-Forwarded-For": "192.0.2.9"}, ping_interval=None) as tab:
        sender = threading.Thread(target=send_flood, args=[tab, flood])
        sender.start()
        assert tab.closing_code(within=10) in (CLOSE_TOO_MANY_FRAMES, 1006)
        sender.join()
    used = cpu_seconds([strict_site.process.pid]) - before
    print(f"{used:.2f} s of CPU")
    assert used < 0.5


def send_control_frame(tab: Tab, opcode: Opcode, payload: bytes) -> None:
    tab.socket.socket.sendall(Frame(opcode, payload).serialize(mask=True))


def send_flood(tab: Tab, flood: bytes) -> None:
    with suppress(OSError):
        tab.socket.socket.sendall(flood)


# --- slow requests ---

HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: "
BODY_HEAD = (
    b"POST /rooms/1/say/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
)
CHUNKED_HEAD = (
    b"POST /rooms/1/say/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
)


@pytest.mark.parametrize(
    ("head", "drop"),
    [(b"", b"G"), (HEAD, b"x"), (BODY_HEAD, b"x"), (CHUNKED_HEAD, b"1\r\nx\r\n")],
    ids=["first line", "headers", "body", "chunked body"],
)
def test_a_request_that_drips_in_is_closed(strict_site, head, drop):
    seconds, answer = drip(strict_site, head, drop)
    assert REQUEST_SECONDS - 0.1 < seconds < REQUEST_SECONDS + 4
    assert answer.startswith(b"HTTP/1.1 408 ") and b"too slow" in answer


def test_a_slow_request_that_moves_on_is_answered(strict_site):
    """1,000 bytes a second, as on GPRS, for longer than REQUEST_SECONDS."""
    body = b"source=" + b"x" * 4000
    with closing(socket.create_connection(("127.0.0.1", strict_site.port))) as connection:
        connection.sendall(BODY_HEAD.replace(b"100000", b"%d" % len(body)))
        began = time.monotonic()
        for start in range(0, len(body) - 100, 100):
            connection.sendall(body[start : start + 100])
            assert not answer_within(0.1, connection)
        assert time.monotonic() - began > REQUEST_SECONDS
        connection.sendall(body[start + 100 :])
        assert answer_within(5, connection).startswith(b"HTTP/1.1 403 ")  # it has no CSRF token


def test_requests_of_a_connection_are_timed_one_by_one(strict_site):
    with closing(socket.create_connection(("127.0.0.1", strict_site.port))) as connection:
        began = time.monotonic()
        while time.monotonic() - began < REQUEST_SECONDS + 1:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert answer_within(5, connection).startswith(b"HTTP/1.1 200 ")
            assert not answer_within(0.2, connection)


def test_a_dripping_client_delays_nobody(strict_site):
    with ExitStack() as connections:
        for _ in range(50):
            connection = socket.create_connection(("127.0.0.1", strict_site.port))
            connections.enter_context(closing(connection)).sendall(HEAD)
        assert get(strict_site, "/healthz")[0] == 200


def drip(site, head: bytes, drop: bytes) -> tuple[float, bytes]:
    """Send a drop every 0.2 s. Return the seconds until the answer, and the answer."""
    with closing(socket.create_connection(("127.0.0.1", site.port))) as connection:
        connection.sendall(head)
        began, answer = time.monotonic(), b""
        while not answer and time.monotonic() - began < REQUEST_SECONDS + 10:
            connection.sendall(drop)
            answer = answer_within(0.2, connection)
        return time.monotonic() - began, answer


def answer_within(seconds: float, connection: socket.socket) -> bytes:
    """Return what arrives in this time, or b""."""
    connection.settimeout(seconds)
    with suppress(TimeoutError):
        return connection.recv(4096)
    return b""


# --- uploaded files ---


def test_a_form_that_declares_4_gb_is_refused_before_it_arrives(strict_site):
    declared = {"Content-Length": str(4 * 2**30)}
    status = send_raw(strict_site, "POST", b"/uploads/", headers=declared, body=b"x" * 1000)
    assert status == 413


def test_large_forms_wait_for_each_other_and_all_are_answered(strict_site):
    body = b"x" * 2_000_000
    kind = {"Content-Type": "application/octet-stream"}

    def send(_number: int) -> int:
        return send_raw(strict_site, "POST", b"/uploads/", headers=kind, body=body)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(send, range(6))) == [403] * 6  # no form of a page of this site
