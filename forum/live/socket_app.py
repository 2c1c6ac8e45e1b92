"""The ASGI application for web sockets, at /live/.

It accepts only pages of this site. Daphne and Channels accept `Origin: null`.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from forum.live.consumer import Receive, Send, TabConsumer, Write
from forum.live.database_calls import TabOwner, tab_owner
from forum.live.hub import hub
from forum.live.tab_limits import CountedTab, address_of

PATH = "/live/"
CLOSE_FOREIGN_ORIGIN = 4004
CLOSE_TOO_MANY_TABS = 4006


async def socket_application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    headers = dict(scope["headers"])
    if scope["path"] != PATH:
        await send({"type": "websocket.close"})
    elif not is_same_origin(headers):
        await _refuse(receive, send, CLOSE_FOREIGN_ORIGIN)
    else:
        with CountedTab() as counted:
            if counted.count_address(address_of(scope, headers)):
                owner = await _find_owner(headers)
                if counted.count_member(owner.member):
                    await TabConsumer(owner, send, _fast_writer(scope)).run(receive)
                    return
            await _refuse(receive, send, CLOSE_TOO_MANY_TABS)


async def _refuse(receive: Receive, send: Send, code: int) -> None:
    await receive()
    await send({"type": "websocket.accept"})  # a refusal before this has no closing code
    await send({"type": "websocket.close", "code": code})


async def _find_owner(headers: dict[bytes, bytes]) -> TabOwner:
    """Ask again if a right changed meanwhile, because the hub does not know the tab yet."""
    while True:
        changes_before = hub.rights_changes
        owner: TabOwner = await tab_owner(headers.get(b"cookie", b"").decode("latin1"))
        if hub.rights_changes == changes_before:
            return owner


def is_same_origin(headers: dict[bytes, bytes]) -> bool:
    """Return whether a handshake comes from a page of this site (RFC 6455, 10.2)."""
    origin = headers.get(b"origin", b"").decode("latin1")
    host = headers.get(b"host", b"").decode("latin1").lower()
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != host:
        return False
    return validate_host(_without_port(host), settings.ALLOWED_HOSTS)


def _without_port(host: str) -> str:
    name, _, port = host.rpartition(":")
    return name if port.isdecimal() else host


def _fast_writer(scope: dict[str, Any]) -> Write | None:
    """Return the ASGI extension of collective_brain/serving/daphne_server.py, if it is there.

    A delivery costs 18 µs of CPU with it, and 42 µs with ASGI's `send`, which needs a task.
    """
    if not settings.FAST_PATHS:
        return None
    extension = (scope.get("extensions") or {}).get("collective_brain.write_text", {})
    write: Write | None = extension.get("write")
    return write
