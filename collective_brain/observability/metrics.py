"""/metrics: what Prometheus asks, of all processes on this machine. Loaded only with METRICS=1 or METRICS_TOKEN.

deploy/README.md says who may ask; deploy/grafana.json shows it. A page costs no query more: those that it makes
are counted as they pass, and the backlog is read when Prometheus asks.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
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
from forum import live

logger = logging.getLogger(__name__)

metrics_files.use()  # before any of these is made
PREFIX = "collective_brain"
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}  # a visitor may send any word
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
NUMBERS = (0, 1, 2, 3, 4, 6, 8, 12, 20, 40)
REQUESTS = Counter("requests", "Requests answered.", ["view", "method", "status"], namespace=PREFIX)
TOOK = Histogram(
    "request_seconds",
    "From request to answer.",
    ["view", "method"],
    namespace=PREFIX,
    buckets=SECONDS,
)
QUERIES = Histogram("queries", "Queries of a request.", ["view"], namespace=PREFIX, buckets=NUMBERS)
QUERY_SECONDS = Counter(
    "query_seconds", "Spent in queries by requests.", ["view"], namespace=PREFIX
)
SOCKETS = Gauge("sockets", "Open tabs.", ["who"], namespace=PREFIX, multiprocess_mode="livesum")
LISTENING = Gauge(
    "listening", "Tabs on lines of a kind.", ["kind"], namespace=PREFIX, multiprocess_mode="livesum"
)
FRAMES = Counter("frames_sent", "Frames given to tabs.", namespace=PREFIX)
DROPPED = Counter("readers_dropped", "Tabs closed because they read too slowly.", namespace=PREFIX)
MAIL = Counter("mail", "E-mails, by what became of them.", ["outcome"], namespace=PREFIX)
SAMPLED_EVERY = 5  # seconds; Prometheus asks every 15 by default


class Measured:
    """Counts each request, and answers /metrics itself: Prometheus asks by address, not by a name in ALLOWED_HOSTS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/metrics" and _may_ask(request):
            return HttpResponse(_everything(), content_type=CONTENT_TYPE_LATEST)
        queries, began = Queries(), perf_counter()
        with ExitStack() as wrapped:
            for connection in connections.all():
                wrapped.enter_context(connection.execute_wrapper(queries))
            response = self.get_response(request)
        _count(request, response, perf_counter() - began, queries)
        return response


class Queries:
    """Counts the queries that pass through it, and their seconds."""

    number = 0
    seconds = 0.0

    def __call__(self, execute: Callable[..., Any], *query: Any) -> Any:
        began = perf_counter()
        try:
            return execute(*query)
        finally:
            self.number += 1
            self.seconds += perf_counter() - began


def _count(request: HttpRequest, response: HttpResponse, seconds: float, queries: Queries) -> None:
    match = request.resolver_match
    view = getattr(request, "view_name", "") or (match.view_name if match else "none")
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(view, method, response.status_code).inc()
    TOOK.labels(view, method).observe(seconds)
    QUERIES.labels(view).observe(queries.number)
    QUERY_SECONDS.labels(view).inc(queries.seconds)


def _may_ask(request: HttpRequest) -> bool:
    """With the token; without one set, from this machine, and not through a proxy on it. Others get a 404."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")
    near = request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}
    return near and "X-Forwarded-For" not in request.headers


def _everything() -> bytes:
    registry = CollectorRegistry()
    registry.register(metrics_files.AllProcesses())
    registry.register(Backlog())
    return generate_latest(registry)


class Backlog:
    """What waits for the worker, by the database; nothing while that does not answer."""

    def collect(self) -> Iterable[Metric]:
        try:
            waits, seen = event_log.backlog(), event_log.last_heartbeat()
        except DatabaseError:
            logger.exception("the backlog is not told")
            return
        now = timezone.now()
        ages = {"oldest_event_seconds": waits["oldest"], "worker_seen_seconds": seen}
        yield from (
            _gauge(name, waits[name])
            for name in ("events_waiting", "events_given_up", "tasks_waiting")
        )
        yield from (
            _gauge(name, (now - at).total_seconds() if at else 0) for name, at in ages.items()
        )


def _gauge(name: str, value: float) -> Metric:
    """Its name says it all."""
    return GaugeMetricFamily(f"{PREFIX}_{name}", name.replace("_", " ").capitalize() + ".", value)


# --- sockets ---

_watching: list[asyncio.Task[None]] = []  # a task that nobody holds may be collected


def watch(hub: Any) -> None:
    """Tell the figures of this process's hub from now on; called once, on its event loop."""
    _watching.append(asyncio.ensure_future(_watch(hub)))


async def _watch(hub: Any) -> None:
    sent = dropped = 0
    while True:
        members = sum(1 for tab in hub.open if tab.member.pk)
        SOCKETS.labels("member").set(members)
        SOCKETS.labels("visitor").set(len(hub.open) - members)
        for kind in live.stream_kinds():
            there = sum(len(tabs) for line, tabs in hub.tabs.items() if line.startswith(f"{kind}:"))
            LISTENING.labels(kind).set(there)
        FRAMES.inc(hub.sent - sent)
        DROPPED.inc(hub.dropped - dropped)
        sent, dropped = hub.sent, hub.dropped
        await asyncio.sleep(SAMPLED_EVERY)


# --- mail ---


class CountedMail(BaseEmailBackend):
    """Sends through the backend that EMAIL_URL names (MAIL_THROUGH), and counts."""

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently)
        self.through = get_connection(settings.MAIL_THROUGH, fail_silently=fail_silently, **options)

    def open(self) -> bool | None:
        return self.through.open()

    def close(self) -> None:
        self.through.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sent = 0
        try:
            sent = self.through.send_messages(email_messages) or 0
        finally:
            MAIL.labels("sent").inc(sent)
            MAIL.labels("failed").inc(len(email_messages) - sent)
        return sent
