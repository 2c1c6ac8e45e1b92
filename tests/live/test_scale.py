"""The production set-up of `make scale`: restarts of its parts lose nothing that a member does."""

import http.client
import re
import shutil
import tempfile
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest
import redis

from bench import restarts
from bench.served.clients import open_connection, sign_in
from bench.served.production import ProductionSite
from bench.served.sites import wait_until
from bench.served.tabs import Tab
from deploy import scale
from tests.sites import prepared_folder

MISSING = (
    "needs nginx, Redis and PostgreSQL: apt-get install nginx-light redis-server postgresql; "
    ".ci/run does it"
)

# All tests share one stack.
pytestmark = [pytest.mark.xdist_group("scale"), pytest.mark.drill("scale", 46)]


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    if scale.missing_packages():
        pytest.skip(MISSING)
    with (
        tempfile.TemporaryDirectory() as folder
    ):  # the database's user may not read pytest's folders
        stack = ProductionSite(
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
    page = get(stack, "/").text
    path = page.split('rel="stylesheet" href="')[1].split('"')[0]
    for _time in range(2):
        answer = get(stack, path, {"Accept-Encoding": coding})
        assert answer.headers["Content-Encoding"] == coding
        assert "immutable" in answer.headers["Cache-Control"]


def test_plain_http_is_redirected_to_https(stack):
    connection = http.client.HTTPConnection("127.0.0.1", stack.ports["plain"])
    connection.request("GET", "/themes/", headers={"Host": "localhost"})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/themes/")


def test_plain_http_on_the_port_for_https_is_redirected(stack):
    connection = http.client.HTTPConnection("127.0.0.1", stack.port)
    connection.request("GET", "/themes/")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"{stack.url}/themes/")


def test_browsers_are_told_to_use_https_for_a_year(stack):
    assert get(stack, "/").headers["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains; preload"
    )


def test_cookies_are_sent_over_https_only(stack):
    cookies = get(stack, "/accounts/login/").headers.get_all("Set-Cookie")
    assert cookies
    assert [cookie for cookie in cookies if "; Secure" not in cookie] == []


def test_the_address_of_a_visitor_is_that_of_the_connection(stack):
    """A visitor who writes X-Forwarded-For is limited as without it."""
    get(stack, "/search/?q=one", {"X-Forwarded-For": "203.0.113.7"})
    with redis.Redis.from_url(stack.env["REDIS_URL"]) as client:
        keys = b" ".join(client.scan_iter("*search:*"))
    assert b"127.0.0.1" in keys
    assert b"203.0.113.7" not in keys


def test_another_host_name_is_refused(stack):
    assert get(stack, "/", {"Host": "attacker.example"}).status == 400


@pytest.mark.drill("restarts", 40)
@pytest.mark.parametrize("name", restarts.RESTARTS)
def test_a_restart_refuses_no_request_and_all_tabs_are_back_soon(stack, name):
    row = restarts.measure(stack, name, tabs=60, writers=5)
    print(row)
    assert row["acknowledged"] > 20
    assert (row["failed_requests"], row["not_stored_once"]) == (0, 0)
    assert row["cut_tabs"] >= 30
    assert row["back_worst_s"] <= restarts.BACK_WITHIN


def test_the_site_is_ready_with_its_workers(stack):
    assert get(stack, "/readyz").status == 200


def test_a_monitor_asks_one_process_by_its_address_without_https(stack):
    for port in (stack.ports["pages-0"], stack.ports["sockets-0"]):
        for host in ("127.0.0.1", "pages"):
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/readyz", headers={"Host": f"{host}:{port}"}
            )
            assert urllib.request.urlopen(request).status == 200


def test_metrics_cover_all_processes_and_nginx_does_not_pass_them_on(stack):
    def metrics() -> str:
        url = f"http://127.0.0.1:{stack.ports['pages-0']}/metrics"
        return urllib.request.urlopen(url).read().decode()

    with Tab(stack):  # a socket server holds the tab, the pages report it
        wait_until(
            lambda: re.search(
                r'^collective_brain_sockets{who="visitor"} [1-9]', metrics(), re.MULTILINE
            )
        )
    assert "collective_brain_requests_total" in metrics()
    assert get(stack, "/metrics").status == 404


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    text: str


def get(stack: ProductionSite, path: str, headers: dict[str, str] | None = None) -> Answer:
    connection = open_connection(stack)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))
    finally:
        connection.close()
