"""/metrics for Prometheus, about all processes of this machine; loaded only if it is switched on.

deploy/README.md says who may read it; deploy/grafana.json is a dashboard. A page needs no extra
query: a wrapper counts its queries, and only a request for /metrics reads the backlog.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import Error as DatabaseError
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Metric,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily

from collective_brain import event_log
from collective_brain.observability import metrics_files
from collective_brain.observability.figure_metrics import collect_figures
from forum import live

logger = logging.getLogger(__name__)

metrics_files.enable()  # must run before any metric is created
PREFIX = "collective_brain"
KNOWN_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}  # a client may invent methods
SECONDS_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
QUERIES_BUCKETS = (0, 1, 2, 3, 4, 6, 8, 12, 20, 40)
SAMPLE_SECONDS = 5  # Prometheus asks every 15 seconds by default

REQUESTS = Counter("requests", "Requests answered.", ["view", "method", "status"], namespace=PREFIX)
REQUEST_SECONDS = Histogram(
    "request_seconds",
    "Seconds from request to response.",
    ["view", "method"],
    namespace=PREFIX,
    buckets=SECONDS_BUCKETS,
)
QUERIES = Histogram(
    "queries", "Queries of a request.", ["view"], namespace=PREFIX, buckets=QUERIES_BUCKETS
)
QUERY_SECONDS = Counter(
    "query_seconds", "Seconds that requests spent in queries.", ["view"], namespace=PREFIX
)
SOCKETS = Gauge("sockets", "Open tabs.", ["who"], namespace=PREFIX, multiprocess_mode="livesum")
SUBSCRIPTIONS = Gauge(
    "listening",
    "Subscriptions of tabs to streams of a kind.",
    ["kind"],
    namespace=PREFIX,
    multiprocess_mode="livesum",
)
FRAMES_SENT = Counter("frames_sent", "Frames sent to tabs.", namespace=PREFIX)
SLOW_READERS_CLOSED = Counter(
    "readers_dropped", "Tabs closed because they read too slowly.", namespace=PREFIX
)
EMAILS = Counter("mail", "E-mails by outcome.", ["outcome"], namespace=PREFIX)


class MetricsMiddleware:
    """Count each request, and answer /metrics.

    /metrics is no view, because Prometheus asks by an address that is not in ALLOWED_HOSTS.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/metrics" and _may_read_metrics(request):
            return HttpResponse(render_metrics(), content_type=CONTENT_TYPE_LATEST)
        query_timer, began = QueryTimer(), perf_counter()
        with ExitStack() as wrappers:
            for connection in connections.all():
                wrappers.enter_context(connection.execute_wrapper(query_timer))
            response = self.get_response(request)
        _record_request(request, response, perf_counter() - began, query_timer)
        return response


class QueryTimer:
    """Count the queries of one request, and their seconds."""

    count = 0
    seconds = 0.0

    def __call__(self, execute: Callable[..., Any], *query: Any) -> Any:
        began = perf_counter()
        try:
            return execute(*query)
        finally:
            self.count += 1
            self.seconds += perf_counter() - began


def _record_request(
    request: HttpRequest, response: HttpResponse, seconds: float, query_timer: QueryTimer
) -> None:
    match = request.resolver_match
    view = getattr(request, "view_name", "") or (match.view_name if match else "none")
    method = request.method if request.method in KNOWN_METHODS else "other"
    REQUESTS.labels(view, method, response.status_code).inc()
    REQUEST_SECONDS.labels(view, method).observe(seconds)
    QUERIES.labels(view).observe(query_timer.count)
    QUERY_SECONDS.labels(view).inc(query_timer.seconds)


def _may_read_metrics(request: HttpRequest) -> bool:
    """Check the token. Without METRICS_TOKEN, allow requests from this machine.

    A request with X-Forwarded-For came through a proxy on this machine, and so from elsewhere.
    Refused requests get a 404.
    """
    if settings.METRICS_TOKEN:
        authorization = request.headers.get("Authorization", "")
        return constant_time_compare(authorization, f"Bearer {settings.METRICS_TOKEN}")
    is_local = request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}
    return is_local and "X-Forwarded-For" not in request.headers


def render_metrics() -> bytes:
    registry = CollectorRegistry()
    registry.register(metrics_files.AllProcessesCollector())
    registry.register(BacklogCollector())
    return generate_latest(registry)


def seconds_by_view() -> list[tuple[str, float, float]]:
    """(view, seconds, requests) of each view, of all processes, since the metrics began."""
    totals: dict[str, dict[str, float]] = {}
    for metric in metrics_files.AllProcessesCollector().collect():
        if metric.name != f"{PREFIX}_request_seconds":
            continue
        for sample in metric.samples:
            name = sample.name.rpartition("_")[2]
            of_view = totals.setdefault(sample.labels["view"], defaultdict(float))
            of_view[name] += sample.value
    return [(view, total["sum"], total["count"]) for view, total in totals.items()]


class BacklogCollector:
    """Read what waits for the worker from the database; report nothing if that does not answer."""

    def collect(self) -> Iterable[Metric]:
        try:
            backlog, heartbeat = event_log.backlog(), event_log.last_heartbeat()
            yield from list(collect_figures())
        except DatabaseError:
            logger.exception("/metrics leaves out the backlog")
            return
        for name in ("events_waiting", "events_given_up", "tasks_waiting"):
            yield _gauge(name, backlog[name])
        yield _gauge("oldest_event_seconds", _seconds_since(backlog["oldest"]))
        yield _gauge("worker_seen_seconds", _seconds_since(heartbeat))


def _seconds_since(moment: datetime | None) -> float:
    return (timezone.now() - moment).total_seconds() if moment else 0


def _gauge(name: str, value: float) -> Metric:
    description = name.replace("_", " ").capitalize() + "."
    return GaugeMetricFamily(f"{PREFIX}_{name}", description, value)


# --- sockets ---

_running_tasks: list[asyncio.Task[None]] = []  # asyncio itself keeps only weak references


def watch_hub(hub: Any) -> None:
    """Sample the hub of this process until it ends. Call this once, on the loop of the hub."""
    _running_tasks.append(asyncio.ensure_future(_sample_hub(hub)))


async def _sample_hub(hub: Any) -> None:
    sent = dropped = 0
    while True:
        members = sum(1 for tab in hub.open_tabs if tab.member.pk)
        SOCKETS.labels("member").set(members)
        SOCKETS.labels("visitor").set(len(hub.open_tabs) - members)
        for kind in live.stream_kinds():
            streams = [name for name in hub.tabs_by_stream if name.startswith(f"{kind}:")]
            SUBSCRIPTIONS.labels(kind).set(sum(len(hub.tabs_by_stream[name]) for name in streams))
        FRAMES_SENT.inc(hub.sent - sent)
        SLOW_READERS_CLOSED.inc(hub.dropped - dropped)
        sent, dropped = hub.sent, hub.dropped
        await asyncio.sleep(SAMPLE_SECONDS)


# --- mail ---


class CountingEmailBackend(BaseEmailBackend):
    """Count e-mails, and send them through the backend that EMAIL_URL names."""

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently)
        self.backend = get_connection(
            settings.COUNTED_EMAIL_BACKEND, fail_silently=fail_silently, **options
        )

    def open(self) -> bool | None:
        return self.backend.open()

    def close(self) -> None:
        self.backend.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sent = 0
        try:
            sent = self.backend.send_messages(email_messages) or 0
        finally:
            EMAILS.labels("sent").inc(sent)
            EMAILS.labels("failed").inc(len(email_messages) - sent)
        return sent
