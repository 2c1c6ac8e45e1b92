"""HTTP and sockets have separate entries (decision 8)."""

import asyncio

from a2wsgi import WSGIMiddleware
from django.conf import settings

from collective_brain import asgi


def test_http_goes_whole_into_a_few_threads():
    assert (
        isinstance(asgi._http_application, WSGIMiddleware)
        and asgi._http_application.app is asgi.wsgi_application
    )
    assert asgi._http_application.executor._max_workers == settings.HTTP_THREADS


def test_a_socket_at_another_address_is_refused():
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(
        asgi.application({"type": "websocket", "path": "/elsewhere/", "headers": []}, None, send)
    )
    assert sent == [{"type": "websocket.close"}]
