"""Send requests to a served site."""

import http.client
import socket
import urllib.error
import urllib.request
from contextlib import closing


def get(site, path: str) -> tuple[int, str]:
    """Return the status and the text of the response."""
    try:
        with urllib.request.urlopen(site.url + path, timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def send_raw(site, method: str, path: bytes, *, headers=None, body: bytes = b"") -> int:
    """Send exactly these bytes, and return the status of the response."""
    all_headers = {
        "Host": f"127.0.0.1:{site.port}",
        "Content-Length": str(len(body)),
        "Connection": "close",
    } | (headers or {})
    head = [
        f"{method} ".encode() + path + b" HTTP/1.1",
        *(f"{name}: {value}".encode("latin1") for name, value in all_headers.items()),
    ]
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=30)) as raw:
        raw.sendall(b"\r\n".join(head) + b"\r\n\r\n" + body)
        response = http.client.HTTPResponse(raw)
        response.begin()
        return response.status
