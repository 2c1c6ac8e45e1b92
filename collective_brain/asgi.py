"""The ASGI application (decision 8): Django over WSGI in a few threads, and sockets on the loop."""

import asyncio
import os
from typing import Any, cast
from urllib.parse import quote

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collective_brain.settings")

from django.core.wsgi import get_wsgi_application

wsgi_application = get_wsgi_application()  # loads Django, so it comes before the imports below

from a2wsgi import WSGIMiddleware
from django.conf import settings

from collective_brain.observability import health
from forum.live.broadcast import set_event_loop
from forum.live.hub import hub
from forum.live.socket_app import socket_application

_http_application: Any = WSGIMiddleware(cast(Any, wsgi_application), workers=settings.HTTP_THREADS)
_PRINTABLE_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_is_started = False


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if not _is_started:
        _start()
    if scope["type"] == "http" and scope["path"] in ("/healthz", "/readyz"):
        await health.application(scope, send)
    elif scope["type"] == "http":
        # a2wsgi decodes the query string as ASCII, but browsers may send other bytes.
        query_string = quote(scope["query_string"], safe=_PRINTABLE_ASCII).encode()
        await _http_application({**scope, "query_string": query_string}, receive, send)
    else:
        await socket_application(scope, receive, send)


def _start() -> None:
    """Connect what needs the running event loop, at the first request."""
    global _is_started
    _is_started = True
    set_event_loop(asyncio.get_running_loop(), hub.languages_of)
    if settings.METRICS:
        from collective_brain.observability import metrics

        metrics.watch_hub(hub)
