"""Give every request an id. Log lines and the response header X-Request-ID carry it."""

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="")
VALID_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Set the id of each request for its log lines and for the header X-Request-ID."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        new_id = _id_from_our_proxy(request) or uuid.uuid4().hex
        request.id = new_id  # type: ignore[attr-defined]
        token = request_id.set(new_id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = new_id
        return response


def _id_from_our_proxy(request: HttpRequest) -> str:
    """The id that a trusted proxy set. A visitor's own id could imitate another request's id."""
    if not settings.TRUSTED_PROXIES:
        return ""
    proxy_id = request.headers.get("X-Request-ID", "")
    return proxy_id if VALID_ID.fullmatch(proxy_id) else ""
