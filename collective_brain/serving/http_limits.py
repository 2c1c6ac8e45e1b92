"""Limits on HTTP requests that Twisted and Daphne lack.

`install()` patches their request classes.
"""

import time
from collections import deque
from typing import Any

from daphne.http_protocol import WebRequest
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from twisted.protocols.basic import LineReceiver
from twisted.web.http import HTTPChannel, Request

TOO_LONG = _("This address is too long. Go back and shorten your request.")
TOO_LARGE = _("What you sent is too large. Go back, shorten it and send it again.")
TOO_SLOW = _("Your connection was too slow to send this. Go back and send it again.")
# Bytes. Django answers a body up to this size with a page of its own.
MAX_BODY = 4 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
UPLOADS = b"/uploads/"  # the only addresses for files
MIN_RATE = 200  # bytes a second. GPRS, the slowest mobile network, sends at least 1,000.
LARGE_BODY = 1_000_000  # bytes
LARGE_AT_ONCE = 2  # Daphne copies a body from disk into memory for Django
IDLE_SECONDS = 60  # for a connection that waits for its next request; Twisted's default

_all_content_received = HTTPChannel.allContentReceived
_timeout_connection = HTTPChannel.timeoutConnection
_waiting_requests: deque[tuple[Any, tuple[bytes, ...]]] = deque()  # with large bodies, on disk
_running_large_requests: set[Any] = set()


def install() -> None:
    HTTPChannel.lineLengthExceeded = answer_long_line  # type: ignore[method-assign]
    HTTPChannel.dataReceived = receive_data  # type: ignore[method-assign]
    HTTPChannel.allContentReceived = finish_arrival  # type: ignore[method-assign]
    HTTPChannel.timeoutConnection = answer_slow_request  # type: ignore[method-assign]
    WebRequest.handleContentChunk = store_chunk
    WebRequest.gotLength = receive_length
    WebRequest.requestReceived = receive_request


def answer_long_line(channel: Any, _line: bytes) -> None:
    """Answer 414. Twisted closes the connection silently when a line exceeds 16 kB."""
    _answer_and_close(channel, "414 URI Too Long", TOO_LONG)


def receive_data(channel: Any, data: bytes) -> None:
    """Limit the time of a request that drips in. Twisted starts its 60 s again with each byte.

    Headers and body together have REQUEST_SECONDS, and a second more for each MIN_RATE bytes.
    """
    if channel.timeOut is not None:  # None: the previous request is being answered
        now = time.monotonic()
        began, size = getattr(channel, "arrival", None) or (now, 0)
        channel.arrival = (began, size + len(data))
        seconds = settings.REQUEST_SECONDS + channel.arrival[1] / MIN_RATE
        channel.setTimeout(max(0.0, began + seconds - now))
    LineReceiver.dataReceived(channel, data)


def finish_arrival(channel: Any) -> None:
    channel.arrival = None
    channel.setTimeout(IDLE_SECONDS)  # Twisted restores it after the answer
    _all_content_received(channel)


def answer_slow_request(channel: Any) -> None:
    """Answer 408 if a request was arriving, and close the connection."""
    if getattr(channel, "arrival", None):
        _answer_and_close(channel, "408 Request Timeout", TOO_SLOW)
    _timeout_connection(channel)


def store_chunk(request: Any, chunk: bytes) -> None:
    """Refuse large bodies early. Daphne loads a body of any size into memory before Django runs."""
    if request.content.tell() + len(chunk) <= largest_body(request):
        request.content.write(chunk)
    elif not request.channel.transport.disconnecting:
        _answer_and_close(request.channel, "413 Content Too Large", TOO_LARGE)


def receive_length(request: Any, length: int | None) -> None:
    """Refuse a declared length before its first byte. Files have the limit of a file."""
    Request.gotLength(request, length)
    is_too_large = length is not None and length > largest_body(request)
    if is_too_large and not request.channel.transport.disconnecting:
        _answer_and_close(request.channel, "413 Content Too Large", TOO_LARGE)


def largest_body(request: Any) -> int:
    path = getattr(request.channel, "_path", b"") or b""
    return settings.UPLOAD_MAX_FORM_BYTES if path.startswith(UPLOADS) else MAX_BODY


def receive_request(request: Any, *line: bytes) -> None:
    """Leave the parsing of forms to Django's threads.

    Twisted parses a form on the loop of all sockets, which takes 3.5 s for 4 MB of "&".

    Few requests with large bodies run at once; the bodies of the others wait on disk.
    """
    request._parsePOSTFormSubmission = False
    if request.content.tell() < LARGE_BODY:
        Request.requestReceived(request, *line)
    else:
        _waiting_requests.append((request, line))
        _run_waiting_requests()


def _run_waiting_requests() -> None:
    while _waiting_requests and len(_running_large_requests) < LARGE_AT_ONCE:
        request, line = _waiting_requests.popleft()
        if request.channel is not None:  # its client is still there
            _running_large_requests.add(request)
            request.notifyFinish().addBoth(_end_large_request, request)
            Request.requestReceived(request, *line)


def _end_large_request(_result: Any, request: Any) -> None:
    _running_large_requests.discard(request)
    _run_waiting_requests()


def _answer_and_close(channel: Any, status: str, sentence: Promise) -> None:
    """Send the sentence in every language, because the language of the sender is not known yet."""
    sentences = {}  # in order, each once: pt and pt-br may say the same
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            sentences[str(sentence)] = True
    body = "\n".join(sentences).encode()
    head = (
        f"HTTP/1.1 {status}\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    channel.transport.write(head.encode() + body)
    channel.loseConnection()
