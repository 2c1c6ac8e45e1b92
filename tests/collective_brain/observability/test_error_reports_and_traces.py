"""Sentry and OpenTelemetry: what they are told, and that nothing personal is in it."""

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bench.served.sites import ROOT

SEARCH = """
from unittest import mock
from django.contrib.auth import get_user_model
from django.test import Client
client = Client(raise_request_exception=False, SERVER_NAME="localhost")
client.force_login(get_user_model().objects.get(email="minjun@demo.example.org"))
"""
FAIL = (
    SEARCH
    + """
with mock.patch("forum.search.views.render", side_effect=ValueError("secretwords in a message")):
    print(client.get("/search/?q=secretwords").status_code)
import logging
logging.getLogger("forum.live").error("a frame for %s was lost", "secretwords")
logging.getLogger("django.security").error("secretwords in a header")
import sentry_sdk
sentry_sdk.flush(5)
"""
)
TRACE = (
    SEARCH
    + """
print(client.get("/search/?q=secretwords").status_code)
from opentelemetry import trace
trace.get_tracer_provider().force_flush()
"""
)
PERSONAL = ("secretwords", "minjun", "sessionid", "127.0.0.1", "/search/?", "q=")


class Collector(ThreadingHTTPServer):
    """Takes whatever is sent, unpacked."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        super().__init__(("127.0.0.1", 0), Taker)


class Taker(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(
            self.headers.get("Content-Encoding", ""), bytes
        )
        self.server.bodies.append(unpack(body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as taking:
        threading.Thread(target=taking.serve_forever, daemon=True).start()
        yield taking
        taking.shutdown()


def test_sentry_is_told_where_not_who_or_what(new_site, collector):
    site = new_site(SENTRY_DSN=f"http://key@127.0.0.1:{collector.server_port}/1")
    assert "500" in site.shell(FAIL)
    said = b"\n".join(collector.bodies).decode()
    events = [json.loads(line) for line in said.splitlines() if '"exception"' in line]
    broken, lost, foreign = events
    assert broken["exception"]["values"][0]["type"] == "ValueError"
    assert broken["exception"]["values"][0]["stacktrace"]["frames"]
    assert broken["tags"]["view"] == "search:search" and len(broken["tags"]["request_id"]) == 32
    assert lost["message"] == "a frame for %s was lost"
    assert (foreign["logger"], "message" in foreign) == ("django.security", False)
    assert [word for word in PERSONAL if word in said.replace("@127.0.0.1", "")] == []


def test_traces_name_views_and_queries_not_values(new_site, collector):
    site = new_site(OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{collector.server_port}")
    assert "200" in site.shell(TRACE)
    told = [ExportTraceServiceRequest.FromString(body) for body in collector.bodies]
    spans = [
        s
        for one in told
        for r in one.resource_spans
        for scope in r.scope_spans
        for s in scope.spans
    ]
    (request,) = [span for span in spans if span.name == "search:search"]
    queries = [span for span in spans if span.parent_span_id == request.span_id]
    assert queries and {span.name for span in queries} == {"query"}
    assert any("search_entry" in str(span.attributes) for span in queries)
    assert [word for word in PERSONAL if word in str(spans)] == []


@pytest.mark.parametrize(
    ("setting", "package"),
    [("SENTRY_DSN", "sentry_sdk"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "opentelemetry")],
)
def test_a_setting_without_its_package_says_so(setting, package):
    started = start(f"sys.modules['{package}'] = None", {setting: "http://key@127.0.0.1:1/1"})
    assert f"{setting} is set, but {package} is not installed" in started.stderr


def test_nothing_of_it_is_loaded_by_default():
    started = start(
        then="print([n for n in ('sentry_sdk', 'prometheus_client') if n in sys.modules])"  # redis-py takes the third
    )
    assert started.stdout == "[]\n"


def start(
    first: str = "", env: dict[str, str] | None = None, then: str = ""
) -> subprocess.CompletedProcess[str]:
    code = f"import sys\n{first}\nimport django\ndjango.setup()\n{then}"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | (env or {}),
        capture_output=True,
        text=True,
    )
