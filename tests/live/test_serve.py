"""`manage.py serve`: it ends when told, says what is wrong, and answers whatever is asked."""

import http.client
import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import pytest
from django_tasks_db.models import DBTaskResult

from bench.served.clients import sign_in
from bench.served.sites import wait_until
from bench.served.tabs import Tab

ENDS_WITHIN = 5  # seconds


@pytest.fixture
def drill_site(new_site):
    """A site of this test alone, whose worker takes 50 ms for each message."""
    site = new_site(demo=True)
    site.env["DJANGO_SETTINGS_MODULE"] = "bench.drills.drill_app.settings_with_slow_listeners"
    yield site
    site.kill()


# --- how it begins and ends ---


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_open_tabs_and_a_busy_worker(drill_site, number):
    drill_site.start()
    (client,) = sign_in(drill_site, {})
    with Tab(drill_site) as tab, Tab(drill_site, client.session) as other:
        tab.listen("room:1")
        other.listen("topic:1")
        for _ in range(30):
            client.say("room:1", "Much to do.")
        process, began = drill_site.process, time.monotonic()
        os.killpg(process.pid, number)
        code = process.wait(timeout=15)
        assert time.monotonic() - began < ENDS_WITHIN and code == 0
        assert {tab.closing_code(), other.closing_code()} == {1001}
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert "Traceback" not in drill_site.log and '"level": "ERROR"' not in drill_site.log


def test_a_second_start_loses_nothing(drill_site):
    drill_site.start()
    (client,) = sign_in(drill_site, {})
    said = client.say("room:1", "Remember me.")
    drill_site.stop()
    drill_site.start()
    assert "Remember me." in get(drill_site, "/rooms/1/")[1]
    assert client.say("room:1", "And me.")["number"] == said["number"] + 1


def test_a_port_that_is_taken_is_told_clearly(site, new_site):
    other = new_site()
    with pytest.raises(AssertionError, match="Is the site running already"):
        other.manage("serve", "--port", str(site.port))


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["work"]])
def test_a_second_process_without_redis_is_refused(site, command):
    with pytest.raises(AssertionError, match="set REDIS_URL for all of them"):
        site.manage(*command)


def test_check_names_a_large_site_without_redis(site):
    url = "postgres://postgres@127.0.0.1:1/none"
    with pytest.raises(AssertionError, match="collective_brain.W001"):
        site.manage("check", "--fail-level", "WARNING", env={"DATABASE_URL": url})
    site.manage(
        "check",
        "--fail-level",
        "WARNING",
        env={"DATABASE_URL": url, "REDIS_URL": "redis://127.0.0.1:1"},
    )


# --- the worker and the health of it all ---


def test_a_worker_that_stumbles_starts_again(drill_site):
    drill_site.start()
    tasks = DBTaskResult._meta.db_table
    rename(drill_site, tasks, "gone")
    wait_until(lambda: "the worker starts again" in drill_site.log)
    rename(drill_site, "gone", tasks)
    (client,) = sign_in(drill_site, {})
    client.say("room:1", "Do this.")
    wait_until((drill_site.folder / "diary").exists)


def test_readiness_names_a_worker_that_is_gone_and_a_database_that_is_broken(drill_site):
    drill_site.start()
    wait_until(lambda: get(drill_site, "/readyz")[0] == 200)
    drill_site.stop()
    drill_site.shell(
        "from datetime import timedelta; from django.utils import timezone\n"
        "from collective_brain.event_log.models import Heartbeat\n"
        "Heartbeat.objects.update(seen_at=timezone.now() - timedelta(minutes=2))"
    )
    drill_site.start("--without-worker")
    status, body = get(drill_site, "/readyz")
    assert status == 503 and list(json.loads(body)["failing"]) == ["worker"]
    for path in drill_site.folder.glob("collective-brain.sqlite3*"):
        path.write_bytes(b"This is no database. " * 1000)
    status, body = get(drill_site, "/readyz")
    assert status == 503 and "database" in json.loads(body)["failing"]
    assert get(drill_site, "/healthz")[0] == 200


def rename(site, table, to):
    site.shell(
        f"from django.db import connection as c; c.cursor().execute('ALTER TABLE {table} RENAME TO {to}')"
    )


# --- whatever is asked ---


@pytest.fixture
def calm(site):
    """The served site; nothing may break in it meanwhile."""
    before = len(site.log)
    yield site
    assert "Internal Server Error" not in site.log[before:]


STRANGE_PATHS = [
    "/topics/999999999999999999999/x/",
    "/topics/999999999999999999999/1",
    "/topics/1/x/?page=\u0663",
    "/topics/1/x/?page=0",
    "/topics/1/x/?page=-1",
    "/topics/1/x/?page=99999999999999999999999",
    "/topics/1/99999999999999999999999",
    "/topics/1/x/posts/99999999999999999999999/",
    "/topics/1/%00/",
    "/topics/1/%ff%fe/",
    "/themes/cooperatives/?after=garbage",
    "/themes/cooperatives/?after=",
    "/themes/cooperatives/?after=%00",
    "/themes/cooperatives/?after=99999999999999999999.99999999999999999999",
    "/themes/cooperatives/?language=%00&community=%ff",
    "/themes/cooperatives/posts/?after=\u0663",
    "/themes/cooperatives/posts/?before=",
    "/themes/%00/",
    "/rooms/1/?upto=-1",
    "/rooms/1/?upto=\u0663",
    "/rooms/1/?upto=0",
    "/rooms/1/?upto=99999999999999999999999",
    "/rooms/1/99999999999999999999999",
    "/rooms/999999999999999999999/",
    "/live/topic:1/?since=99999999999999999999",
    "/live/topic:1/?since=-1&first=\u0663&last=",
    "/live/topic:1/?since=1&first=9&last=1&language=%00",
    "/live/topic:999999999999999999/",
    "/live/nope/",
    "/live/nope:1/",
    "/live/topic:\u0661/",
    "/live/member:1/",
    "/live/theme:1/",
    "/live/:/",
    "/live/%00:1/",
    "/notifications/99999999999999999999999/",
    "/members/%00/",
    "/members/..%2f..%2fetc/",
    "/static/%00",
    "/static/..%2f..%2fsettings.py",
    "/%",
    "/%zz?%zz=%",
    "/?\u00e9=\u00ff",
    "/\u00e9\u4e2d/",
    "//example.org/%2e%2e",
    "/accounts/login/?next=%00",
    "/accounts/login/?next=//example.org",
    "/accounts/confirm-email/%00/",
    "/accounts/password/reset/key/1-%ff/",
    "/admin/%00/",
]


@pytest.mark.parametrize("path", STRANGE_PATHS)
def test_a_strange_address_gets_a_clear_answer(calm, new_client_session, path):
    for headers in ({}, {"Cookie": f"sessionid={new_client_session}"}):
        status = ask(calm, "GET", path.encode(), headers=headers)
        assert status in (200, 301, 302, 400, 403, 404, 422), status


@pytest.fixture(scope="module")
def new_client_session(_new_clients):
    return next(_new_clients).session


@pytest.mark.parametrize(
    "path", ["/topics/1/reply/", "/rooms/1/say/", "/preview/", "/themes/cooperatives/start/"]
)
@pytest.mark.parametrize(
    "fields",
    [
        {"source": "a\0b", "title": "\0"},
        {"source": "\ud800".encode("utf-8", "surrogatepass").decode("latin1"), "title": "x"},
        {"source": "Fine.", "nonce": "\0", "language": "\0", "reply_to": "\0", "title": "\0"},
        {
            "source": "Fine.",
            "reply_to": "99999999999999999999999",
            "language": "xx",
            "title": "x" * 10_000,
        },
        {"source": "Fine.", "reply_to": "\u0663", "language": "en", "title": "\u202e"},
        {"source": ""},
        {},
    ],
)
def test_a_strange_form_gets_a_clear_answer(calm, new_client, path, fields):
    status, body = new_client().post(path, {"nonce": str(uuid.uuid4()), **fields})
    assert status in (200, 201, 400, 404, 422, 429), (status, body[:300])


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "multipart/form-data; boundary=\xff"}, b"--\xff\r\n\r\nx"),
        ({"Content-Type": "multipart/form-data"}, b"x"),
        ({"Content-Type": "application/x-www-form-urlencoded; charset=nonsense"}, b"source=x"),
        ({"Content-Type": "application/x-www-form-urlencoded; charset=utf-16"}, b"source=x"),
        ({"Content-Type": "application/json"}, b"{not JSON"),
        ({"Content-Type": "\xff"}, b"source=x"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"\xff\xfe=%zz&%00=%ff&" * 50),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"a=b&" * 1000),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"source=" + b"x" * 1_200_000),
        ({"Content-Length": "nonsense"}, b""),
        ({"Content-Length": "-1"}, b""),
        ({"Host": "example.org"}, b""),
        ({"Host": "\xff"}, b""),
        ({"Host": ""}, b""),
        ({"Cookie": "sessionid=\xff\x01; csrftoken=" + "x" * 5000}, b""),
        ({"Accept-Language": "xx-" + "y" * 5000}, b""),
        ({"X-Long": "x" * 15_000}, b""),
        ({"Origin": "null", "Referer": "\xff"}, b"source=x"),
        ({"Expect": "100-continue"}, b""),
        ({"X-Forwarded-For": "\xff, , 1.2.3.4:99999"}, b""),
    ],
)
def test_strange_headers_and_bodies_get_a_clear_answer(calm, headers, body):
    for method in ("POST", "GET"):
        status = ask(
            calm, method, b"/rooms/1/say/" if method == "POST" else b"/", headers=headers, body=body
        )
        assert status < 500 and status != 200 or method == "GET" and status < 500, (method, status)
    assert get(calm, "/healthz")[0] == 200


def test_an_answer_to_an_unknown_method_and_to_no_http_at_all(calm):
    assert ask(calm, "BREW", b"/") in (400, 403, 404, 405, 501)
    assert ask(calm, "PUT", b"/rooms/1/say/", body=b"x") in (403, 404, 405)
    for nonsense in (
        b"\0\1\2\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nBroken\r\n\r\n",
        b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 100_000,
    ):
        # The server may hang up at any moment of this; what counts is that it answers the next one.
        with (
            socket.create_connection(("127.0.0.1", calm.port), timeout=5) as raw,
            suppress(OSError),
        ):
            raw.sendall(nonsense)
            raw.shutdown(socket.SHUT_WR)
            raw.recv(1000)
    assert get(calm, "/healthz")[0] == 200


@pytest.mark.parametrize("size", ["Content-Length", "Transfer-Encoding"])
def test_a_body_without_end_is_cut_off(calm, size):
    """Long before its 50 MB are there."""
    chunk, sent = b"x" * 65536, 0
    how = b"Content-Length: 50000000" if size == "Content-Length" else b"Transfer-Encoding: chunked"
    framed = chunk if size == "Content-Length" else b"10000\r\n" + chunk + b"\r\n"
    with socket.create_connection(("127.0.0.1", calm.port), timeout=5) as raw, suppress(OSError):
        raw.sendall(b"POST /rooms/1/say/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + how + b"\r\n\r\n")
        while sent < 50_000_000:
            raw.sendall(framed)
            sent += len(chunk)
    assert sent < 20_000_000
    assert ask(calm, "POST", b"/rooms/1/say/", body=b"x" * 1_200_000) in (403, 413)


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_form_of_nothing_keeps_nobody_waiting(calm, kind):
    body = b"&" * 3_900_000 if "url" in kind else b"--x\r\n" * 700_000
    with ThreadPoolExecutor() as pool:
        sending = pool.submit(
            ask, calm, "POST", b"/rooms/1/say/", headers={"Content-Type": kind}, body=body
        )
        longest = 0.0
        while not sending.done():
            began = time.monotonic()
            get(calm, "/healthz")
            longest = max(longest, time.monotonic() - began)
    print(f"{kind}: {sending.result()}; another waited {longest:.2f} s")
    assert sending.result() in (400, 403, 413) and longest < 1.5


def test_an_address_that_is_too_long_is_answered(calm):
    assert ask(calm, "GET", b"/search/?q=" + b"x" * 30_000) == 414


def get(site, path):
    try:
        with urllib.request.urlopen(site.url + path, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def ask(site, method, path, *, headers=None, body=b""):
    """The status of a request sent byte by byte as it is written here."""
    sent = {
        "Host": f"127.0.0.1:{site.port}",
        "Content-Length": str(len(body)),
        "Connection": "close",
    } | (headers or {})
    head = [
        f"{method} ".encode() + path + b" HTTP/1.1",
        *(f"{name}: {value}".encode("latin1") for name, value in sent.items()),
    ]
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=30)) as raw:
        raw.sendall(b"\r\n".join(head) + b"\r\n\r\n" + body)
        answer = http.client.HTTPResponse(raw)
        answer.begin()
        return answer.status
