"""Structured logs: one JSON object a line, each with the id of the request that it belongs to."""

import json
import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="")
VALID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestId:
    """Names each request; the name is in its log lines and in the answer's X-Request-ID."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = _given_by_our_proxy(request) or uuid.uuid4().hex
        request.id = name  # type: ignore[attr-defined]
        token = request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = name
        return response


def _given_by_our_proxy(request: HttpRequest) -> str:
    """A visitor's own X-Request-ID is not believed: it could hide in another's log lines."""
    given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
    return given if VALID.fullmatch(given) else ""


class WithRequestId(logging.Filter):
    """What Django says of a refused request, it says after its end: that line brings the request along."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get() or getattr(getattr(record, "request", None), "id", "")
        return True


class Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
