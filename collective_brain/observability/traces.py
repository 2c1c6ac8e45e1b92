"""Traces to OpenTelemetry, when OTEL_EXPORTER_OTLP_ENDPOINT is set: a span for each request and each of its queries.

A span names the view and the query as they stand in the code; no address, no value, nobody. Other OTEL_… variables
(OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER, OTEL_SERVICE_NAME) are read by the library.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode

tracer = trace.get_tracer("collective_brain")  # of the provider that `start` sets
LONGEST = 2_000  # letters of a query


def start() -> None:
    provider = TracerProvider(resource=Resource.create({"service.name": "collective-brain"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


class Traced:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Whatever went wrong in words is in our logs: an exception's message may quote what a member wrote.
        with ExitStack() as stack:
            span = stack.enter_context(
                tracer.start_as_current_span(
                    "request", kind=SpanKind.SERVER, record_exception=False
                )
            )
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(_query))
            response = self.get_response(request)
            match = request.resolver_match
            span.update_name(match.view_name if match else "none")
            span.set_attribute("http.request.method", request.method or "")
            span.set_attribute("http.route", match.route if match else "")
            span.set_attribute("http.response.status_code", response.status_code)
            span.set_attribute("request_id", response.get("X-Request-ID", ""))
            if response.status_code >= 500:
                span.set_status(StatusCode.ERROR)
        return response


def _query(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
    with tracer.start_as_current_span(
        "query", kind=SpanKind.CLIENT, record_exception=False, set_status_on_exception=False
    ) as span:
        span.set_attribute("db.query.text", str(sql)[:LONGEST])  # with %s for each value
        return execute(sql, *rest)
