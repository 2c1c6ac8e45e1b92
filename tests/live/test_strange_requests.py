"""The served site answers strange addresses, forms, headers, bodies and methods clearly."""

import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from tests.live.http_requests import get, send_raw


@pytest.fixture
def unbroken_site(site):
    """The served site. The test fails if a view raises an error."""
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
def test_a_strange_address_gets_a_clear_response(unbroken_site, new_client_session, path):
    for headers in ({}, {"Cookie": f"sessionid={new_client_session}"}):
        status = send_raw(unbroken_site, "GET", path.encode(), headers=headers)
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
def test_a_strange_form_gets_a_clear_response(unbroken_site, new_client, path, fields):
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
def test_strange_headers_and_bodies_get_a_clear_response(unbroken_site, headers, body):
    for method in ("POST", "GET"):
        status = send_raw(
            unbroken_site,
            method,
            b"/rooms/1/say/" if method == "POST" else b"/",
            headers=headers,
            body=body,
        )
        assert status < 500 and status != 200 or method == "GET" and status < 500, (method, status)
    assert get(unbroken_site, "/healthz")[0] == 200


def test_unknown_methods_and_broken_http_do_not_stop_the_site(unbroken_site):
    assert send_raw(unbroken_site, "BREW", b"/") in (400, 403, 404, 405, 501)
    assert send_raw(unbroken_site, "PUT", b"/rooms/1/say/", body=b"x") in (403, 404, 405)
    for nonsense in (
        b"\0\1\2\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nBroken\r\n\r\n",
        b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 100_000,
    ):
        # The server may close the connection at any moment. It must answer the next request.
        with (
            socket.create_connection(("127.0.0.1", unbroken_site.port), timeout=5) as connection,
            suppress(OSError),
        ):
            connection.sendall(nonsense)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1000)
    assert get(unbroken_site, "/healthz")[0] == 200


@pytest.mark.parametrize("size", ["Content-Length", "Transfer-Encoding"])
def test_an_endless_body_is_cut_off_long_before_its_end(unbroken_site, size):
    chunk, sent = b"x" * 65536, 0
    header, framed = b"Content-Length: 50000000", chunk
    if size == "Transfer-Encoding":
        header, framed = b"Transfer-Encoding: chunked", b"10000\r\n" + chunk + b"\r\n"
    with (
        socket.create_connection(("127.0.0.1", unbroken_site.port), timeout=5) as connection,
        suppress(OSError),
    ):
        connection.sendall(
            b"POST /rooms/1/say/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + b"\r\n\r\n"
        )
        while sent < 50_000_000:
            connection.sendall(framed)
            sent += len(chunk)
    assert sent < 20_000_000
    assert send_raw(unbroken_site, "POST", b"/rooms/1/say/", body=b"x" * 1_200_000) in (403, 413)


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_form_of_separators_only_delays_no_other_request(unbroken_site, kind):
    body = b"&" * 3_900_000 if "url" in kind else b"--x\r\n" * 700_000
    with ThreadPoolExecutor() as pool:
        sending = pool.submit(
            send_raw,
            unbroken_site,
            "POST",
            b"/rooms/1/say/",
            headers={"Content-Type": kind},
            body=body,
        )
        longest = 0.0
        while not sending.done():
            began = time.monotonic()
            get(unbroken_site, "/healthz")
            longest = max(longest, time.monotonic() - began)
    print(f"{kind}: {sending.result()}; another request took up to {longest:.2f} s")
    assert sending.result() in (400, 403, 413) and longest < 1.5


def test_a_too_long_address_gets_a_414(unbroken_site):
    assert send_raw(unbroken_site, "GET", b"/search/?q=" + b"x" * 30_000) == 414
