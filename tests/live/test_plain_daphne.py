"""With FAST_PATHS=0 the site delivers on plain Daphne, without our own server and channel layer."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from bench.served.clients import sign_in
from bench.served.sites import ROOT, Site, wait_until
from bench.served.tabs import Tab


@pytest.fixture
def plain_site(new_site) -> Iterator[Site]:
    site = new_site(demo=True, FAST_PATHS="0")
    command = ["-m", "daphne", "--port", str(site.port), "collective_brain.asgi:application"]
    with (site.folder / "serve.log").open("ab") as log:
        site.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=site.env,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    wait_until(site._is_healthy, within=40)
    yield site
    site.kill()


def test_a_message_reaches_a_tab_on_plain_daphne(plain_site):
    [client] = sign_in(plain_site, {})
    with Tab(plain_site) as visitor:
        assert visitor.listen("room:1")["type"] == "listening"
        sent = client.send_or_fail("room:1", "Hello from plain Daphne.")
        item = visitor.wait_for("item", nonce=sent["nonce"])
    assert "Hello from plain Daphne." in item["html"] and item["mark"] == sent["mark"]
