"""HTTP and sockets have different doors (decision 8): whole synchronous Django in a few threads, and
the sockets on Daphne's own loop."""

import asyncio
import os
from typing import Any, cast
from urllib.parse import quote

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collective_brain.settings")

from django.core.wsgi import get_wsgi_application

wsgi_application = get_wsgi_application()  # first: it loads Django, which the imports below need

from a2wsgi import WSGIMiddleware
from django.conf import settings

from forum.live.broadcast import set_event_loop
from forum.live.hub import hub
from forum.live.socket_app import socket_application

_http: Any = WSGIMiddleware(cast(Any, wsgi_application), workers=settings.HTTP_THREADS)
_captured = False


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    global _captured
    if not _captured:
        set_event_loop(asyncio.get_running_loop(), hub.languages_of)
        _captured = True
        if settings.METRICS:
            from collective_brain.observability import metrics

            metrics.watch_hub(hub)
    if scope["type"] == "http":  # a2wsgi decodes the query as ASCII, and browsers may send more
        scope = {**scope, "query_string": quote(scope["query_string"], safe=_ASCII).encode()}
        await _http(scope, receive, send)
    else:
        await socket_application(scope, receive, send)


_ASCII = "".join(map(chr, range(0x21, 0x7F)))
