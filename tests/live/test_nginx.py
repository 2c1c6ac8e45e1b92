"""deploy/nginx.conf before a server that answers with the headers that it received."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deploy.front import nginx_configuration
from deploy.scale import Stack, missing_packages

pytestmark = pytest.mark.skipif(
    "nginx-light" in missing_packages(), reason="nginx is missing: apt-get install nginx-light"
)

CLIENT, BALANCER = "203.0.113.7", "127.0.0.1"


class HeaderEcho(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """The output of the tests stays readable."""


class OldRelease(HeaderEcho):
    """It does not know the files of the new release."""

    def do_GET(self) -> None:
        self.send_error(404)


@contextmanager
def nginx(folder: Path, trusted_networks: str = "") -> Iterator[Stack]:
    stack = Stack(folder, trusted_networks=trusted_networks)
    with answering(stack.ports["pages-0"], HeaderEcho):
        try:
            stack.start_front()
            yield stack
        finally:
            stack.stop()


@contextmanager
def answering(port: int, handler: type[BaseHTTPRequestHandler]) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def received(stack: Stack, **headers: str) -> tuple[str, str]:
    """The client address and the scheme that the site receives."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    url = f"http://127.0.0.1:{stack.ports['plain']}/"  # the balancer ends TLS
    with urllib.request.urlopen(urllib.request.Request(url, headers=names), timeout=5) as answer:
        echoed = json.loads(answer.read())
    return echoed["X-Forwarded-For"], echoed["X-Forwarded-Proto"]


def test_nobody_is_believed_without_a_trusted_network(tmp_path):
    with nginx(tmp_path) as stack:
        forged = received(stack, X_Forwarded_For=CLIENT, X_Forwarded_Proto="https")
        assert forged == ("127.0.0.1", "http")


def test_a_trusted_balancer_names_the_client_and_its_scheme(tmp_path):
    with nginx(tmp_path, f"set_real_ip_from {BALANCER};") as stack:
        told = received(stack, X_Forwarded_For=CLIENT, X_Forwarded_Proto="https")
        assert told == (CLIENT, "https")
        # The client forged the first entry; the balancer added the last one.
        chain = received(
            stack, X_Forwarded_For=f"198.51.100.1, {CLIENT}", X_Forwarded_Proto="https"
        )
        assert chain == (CLIENT, "https")
        assert received(stack) == ("127.0.0.1", "http")
        assert received(stack, X_Forwarded_For=CLIENT, X_Forwarded_Proto="gopher") == (
            CLIENT,
            "http",
        )


def test_the_other_page_server_is_asked_while_one_restarts(tmp_path):
    with nginx(tmp_path) as stack:  # nobody listens on the port of pages-1
        for _time in range(4):
            assert received(stack)


def test_files_of_a_new_release_are_found_while_one_server_runs_the_old_one(tmp_path):
    with nginx(tmp_path) as stack, answering(stack.ports["pages-1"], OldRelease):
        for number in range(4):
            url = f"http://127.0.0.1:{stack.ports['plain']}/static/new-{number}.css"
            with urllib.request.urlopen(url, timeout=5) as answer:
                assert answer.status == 200


@pytest.mark.parametrize("kind", ["pages", "sockets"])
def test_servers_are_tried_again_at_once(tmp_path, kind):
    configuration = nginx_configuration(tmp_path, Stack(tmp_path).ports, "")
    servers = configuration.split(f"upstream {kind} {{")[1].split("}")[0]
    assert servers.count("server 127.0.0.1") == servers.count("max_fails=0") == 2
