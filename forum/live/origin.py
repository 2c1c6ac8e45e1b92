"""Only our own pages may open our socket: Daphne and Channels let `Origin: null` pass."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

CLOSE_FOREIGN_ORIGIN = 4004


class SameOrigin:
    """Accepts a socket whose Origin is the host it asks for; closes any other with its own code."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if is_own_origin(dict(scope["headers"])):
            await self.application(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.accept"})  # a reject before accept would lose its reason
        await send({"type": "websocket.close", "code": CLOSE_FOREIGN_ORIGIN})


def is_own_origin(headers: dict[bytes, bytes]) -> bool:
    """Whether a handshake with these headers comes from a page of this site (RFC 6455, 10.2)."""
    origin = headers.get(b"origin", b"").decode("latin1")
    host = headers.get(b"host", b"").decode("latin1").lower()
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != host:
        return False
    return validate_host(_without_port(host), settings.ALLOWED_HOSTS)


def _without_port(host: str) -> str:
    return host.rsplit(":", 1)[0] if host.rpartition(":")[2].isdecimal() else host
