"""What Sentry and OpenTelemetry receive, and that nothing personal is in it."""

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
    """Keep the decompressed body of every request."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        super().__init__(("127.0.0.1", 0), CollectorHandler)


class CollectorHandler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        decompress = {"gzip": gzip.decompress, "br": brotli.decompress}.get(
            self.headers.get("Content-Encoding", ""), bytes
        )
        self.server.bodies.append(decompress(body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_sentry_receives_where_an_error_is_and_nothing_personal(new_site, collector):
    site = new_site(SENTRY_DSN=f"http://key@127.0.0.1:{collector.server_port}/1")
    assert "500" in site.shell(FAIL)
    received = b"\n".join(collector.bodies).decode()
    events = [json.loads(line) for line in received.splitlines() if '"exception"' in line]
    view_error, own_message, foreign_message = events
    assert view_error["exception"]["values"][0]["type"] == "ValueError"
    assert view_error["exception"]["values"][0]["stacktrace"]["frames"]
    assert (
        view_error["tags"]["view"] == "search:search"
        and len(view_error["tags"]["request_id"]) == 32
    )
    assert own_message["message"] == "a frame for %s was lost"
    assert (foreign_message["logger"], "message" in foreign_message) == ("django.security", False)
    assert [word for word in PERSONAL if word in received.replace("@127.0.0.1", "")] == []


def test_traces_contain_views_and_queries_without_values(new_site, collector):
    site = new_site(OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{collector.server_port}")
    assert "200" in site.shell(TRACE)
    spans = [span for body in collector.bodies for span in spans_in(body)]
    (request,) = [span for span in spans if span.name == "search:search"]
    queries = [span for span in spans if span.parent_span_id == request.span_id]
    assert queries and {span.name for span in queries} == {"query"}
    assert any("search_entry" in str(span.attributes) for span in queries)
    assert [word for word in PERSONAL if word in str(spans)] == []


def spans_in(body):
    for resource_spans in ExportTraceServiceRequest.FromString(body).resource_spans:
        for scope_spans in resource_spans.scope_spans:
            yield from scope_spans.spans


@pytest.mark.parametrize(
    ("setting", "package"),
    [("SENTRY_DSN", "sentry_sdk"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "opentelemetry")],
)
def test_a_setting_without_its_package_is_a_clear_error(setting, package):
    started = start(f"sys.modules['{package}'] = None", {setting: "http://key@127.0.0.1:1/1"})
    assert f"{setting} is set, but {package} is not installed" in started.stderr


def test_no_monitoring_package_is_loaded_by_default():
    # redis-py itself imports opentelemetry.
    packages = ("sentry_sdk", "prometheus_client")
    started = start(then=f"print([name for name in {packages} if name in sys.modules])")
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
