"""Hand a message to the push service of a browser (RFC 8030)."""

import contextlib
import http.client
import socket
import ssl
import threading
from typing import Any
from urllib.parse import urlsplit

from forum.push import addresses, encryption

SECONDS = 10  # for the whole exchange: a hostile server could answer one byte a second
MAX_BYTES = 3_000  # services allow 4,096
KEPT_FOR = 24 * 3600  # seconds, while the device is off


class _CheckedConnection(http.client.HTTPSConnection):
    """Connects to the address that was checked, and follows no redirect."""

    def connect(self) -> None:
        address = addresses.checked_address(self.host, self.port)
        plain = socket.create_connection((address, self.port), timeout=SECONDS)
        self.sock = plain
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(plain, server_hostname=self.host)


def post(subscription: Any, message: bytes) -> int:
    """Send `message` to a PushSubscription. Returns the status of the answer; raises OSError."""
    parts = urlsplit(subscription.endpoint)
    if not addresses.is_allowed_endpoint(subscription.endpoint):
        raise addresses.ForbiddenAddress("the address is not allowed")
    connection = _CheckedConnection(str(parts.hostname), parts.port or addresses.PORT)
    alarm = threading.Timer(SECONDS, _abort, [connection])
    alarm.daemon = True
    alarm.start()
    try:
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("POST", path, *_body_and_headers(subscription, message))
        return connection.getresponse().status
    except http.client.HTTPException as error:
        raise OSError(f"an answer that is not HTTP: {error!r}") from error
    finally:
        alarm.cancel()
        connection.close()


def _body_and_headers(subscription: Any, message: bytes) -> tuple[bytes, dict[str, str]]:
    body = encryption.encrypt(message, p256dh=subscription.p256dh, auth=subscription.auth)
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(KEPT_FOR),
        "Urgency": "normal",
        "Authorization": encryption.authorization(subscription.endpoint),
    }
    return body, headers


def _abort(connection: http.client.HTTPSConnection) -> None:
    if connection.sock:
        with contextlib.suppress(OSError):  # it is closed already
            connection.sock.shutdown(socket.SHUT_RDWR)
