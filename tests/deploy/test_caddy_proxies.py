"""Behind a load balancer that Caddy trusts, the site finds the address of the visitor."""

import os
import shutil
import subprocess
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.test import RequestFactory

from bench.served.sites import ROOT, free_port, wait_until
from collective_brain.web import rate_limits

pytestmark = pytest.mark.skipif(
    not shutil.which("caddy"), reason="Caddy is missing: apt-get install caddy; .ci/run does it"
)
COMMENTED, TRUSTED = "# trusted_proxies 10.0.0.0/8", "trusted_proxies 127.0.0.0/8"
VISITOR = "203.0.113.7"


class Echo(BaseHTTPRequestHandler):
    """Answers with the X-Forwarded-For that it received."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.headers["X-Forwarded-For"].encode())

    def log_message(self, *_args: object) -> None:
        pass


def caddyfile(port: int, upstream: int) -> str:
    """The options for upstreams of deploy/Caddyfile, with this machine as the load balancer."""
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    assert COMMENTED in text
    options = text[text.index("(site) {") : text.index("# The health check")]
    options = options.replace(COMMENTED, TRUSTED).replace("health_uri /healthz", "")
    proxy = f"\treverse_proxy 127.0.0.1:{upstream} {{\n\t\timport site\n\t}}\n"
    site = f"http://127.0.0.1:{port} {{\n{proxy}}}\n"
    return f"{{\n\tadmin off\n\tauto_https off\n}}\n{options}\n{site}"


def ask(port: int) -> str:
    """The X-Forwarded-For behind Caddy of a request that the load balancer passes on."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/", headers={"X-Forwarded-For": f"6.6.6.6, {VISITOR}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return str(answer.read().decode())
    except (OSError, urllib.error.URLError):
        return ""


@pytest.fixture
def port_of_caddy(tmp_path: Path):
    upstream = HTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    port = free_port()
    (tmp_path / "Caddyfile").write_text(caddyfile(port, upstream.server_port))
    process = subprocess.Popen(
        ["caddy", "run", "--adapter", "caddyfile", "--config", "Caddyfile"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        stderr=subprocess.DEVNULL,
    )
    yield port
    process.terminate()
    process.wait()
    upstream.shutdown()


def test_two_trusted_proxies_let_the_site_see_the_visitor(port_of_caddy, settings):
    settings.TRUSTED_PROXIES = 2  # as deploy/README.md says
    wait_until(lambda: bool(ask(port_of_caddy)), within=20)
    request = RequestFactory().get("/", headers={"X-Forwarded-For": ask(port_of_caddy)})
    assert rate_limits.client_address(request) == VISITOR
