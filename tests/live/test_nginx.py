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


@contextmanager
def nginx(folder: Path, trusted_networks: str = "") -> Iterator[Stack]:
    stack = Stack(folder, trusted_networks=trusted_networks)
    echo = ThreadingHTTPServer(("127.0.0.1", stack.ports["pages"]), HeaderEcho)
    threading.Thread(target=echo.serve_forever, daemon=True).start()
    try:
        stack.start_front()
        yield stack
    finally:
        stack.stop()
        echo.shutdown()
        echo.server_close()


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


def test_socket_servers_are_tried_again_at_once(tmp_path):
    configuration = nginx_configuration(tmp_path, Stack(tmp_path).ports, "")
    servers = configuration.split("upstream sockets {")[1].split("}")[0]
    assert servers.count("server 127.0.0.1") == servers.count("max_fails=0") == 2
