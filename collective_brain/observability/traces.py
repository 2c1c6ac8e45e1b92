"""Send a span for each request and query to OpenTelemetry, if OTEL_EXPORTER_OTLP_ENDPOINT is set.

A span contains the name of the view and the text of the query, as the code has them. It contains no
address, no value and no person. The library reads the other OTEL_… variables, such as
OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER and OTEL_SERVICE_NAME.
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
from opentelemetry.trace import Span, SpanKind, StatusCode

tracer = trace.get_tracer("collective_brain")  # uses the provider that `start` sets
MAX_QUERY_LENGTH = 2_000  # characters


def start() -> None:
    provider = TracerProvider(resource=Resource.create({"service.name": "collective-brain"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


class TracingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Exceptions are only in our logs: their messages may quote what a member wrote.
        request_span = tracer.start_as_current_span(
            "request", kind=SpanKind.SERVER, record_exception=False
        )
        with ExitStack() as stack:
            span = stack.enter_context(request_span)
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(_trace_query))
            response = self.get_response(request)
            _describe(span, request, response)
        return response


def _describe(span: Span, request: HttpRequest, response: HttpResponse) -> None:
    match = request.resolver_match
    span.update_name(match.view_name if match else "none")
    span.set_attribute("http.request.method", request.method or "")
    span.set_attribute("http.route", match.route if match else "")
    span.set_attribute("http.response.status_code", response.status_code)
    span.set_attribute("request_id", response.get("X-Request-ID", ""))
    if response.status_code >= 500:
        span.set_status(StatusCode.ERROR)


def _trace_query(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
    with tracer.start_as_current_span(
        "query", kind=SpanKind.CLIENT, record_exception=False, set_status_on_exception=False
    ) as span:
        span.set_attribute("db.query.text", str(sql)[:MAX_QUERY_LENGTH])  # %s in place of values
        return execute(sql, *rest)
