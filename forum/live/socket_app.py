"""The socket's one address: who comes in, and with whose session.

Only our own pages may open it: Daphne and Channels let `Origin: null` pass.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from forum.live.consumer import Receive, Send, TabConsumer
from forum.live.database_calls import tab_owner

PATH = "/live/"
CLOSE_FOREIGN_ORIGIN = 4004


async def socket_application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Gives a tab to a page of ours; closes any other with its own code."""
    headers = dict(scope["headers"])
    if scope["path"] != PATH:
        await send({"type": "websocket.close"})
    elif is_same_origin(headers):
        its = await tab_owner(headers.get(b"cookie", b"").decode("latin1"))
        await TabConsumer(its, send, scope.get("extensions", {}).get("wire")).live(receive)
    else:
        await receive()
        await send({"type": "websocket.accept"})  # a reject before accept would lose its reason
        await send({"type": "websocket.close", "code": CLOSE_FOREIGN_ORIGIN})


def is_same_origin(headers: dict[bytes, bytes]) -> bool:
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
