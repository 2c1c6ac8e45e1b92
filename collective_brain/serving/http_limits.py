"""Limits on HTTP requests that Twisted and Daphne lack.

`install()` patches their request classes.
"""

from typing import Any

from daphne.http_protocol import WebRequest
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from twisted.web.http import HTTPChannel, Request

TOO_LONG = _("This address is too long. Go back and shorten what you asked for.")
TOO_LARGE = _("What you sent is too large. Go back, shorten it and send it again.")
# Bytes. Django answers a body up to this size with a page of its own.
MAX_BODY = 4 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def install() -> None:
    HTTPChannel.lineLengthExceeded = refuse_long_line  # type: ignore[method-assign]
    WebRequest.handleContentChunk = store_chunk
    WebRequest.requestReceived = receive_request


def refuse_long_line(channel: Any, _line: bytes) -> None:
    """Answer 414. Twisted closes the connection silently when a line exceeds 16 kB."""
    _answer_and_close(channel, "414 URI Too Long", TOO_LONG)


def store_chunk(request: Any, chunk: bytes) -> None:
    """Refuse large bodies early. Daphne loads a body of any size into memory before Django runs."""
    if request.content.tell() + len(chunk) <= MAX_BODY:
        request.content.write(chunk)
    elif not request.channel.transport.disconnecting:
        _answer_and_close(request.channel, "413 Content Too Large", TOO_LARGE)


def receive_request(request: Any, *line: bytes) -> None:
    """Leave the parsing of forms to Django's threads.

    Twisted parses a form on the loop of all sockets, which takes 3.5 s for 4 MB of "&".
    """
    request._parsePOSTFormSubmission = False
    Request.requestReceived(request, *line)


def _answer_and_close(channel: Any, status: str, sentence: Promise) -> None:
    """Send the sentence in every language, because the language of the sender is not known yet."""
    sentences = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            sentences.append(str(sentence))
    body = "\n".join(sentences).encode()
    head = (
        f"HTTP/1.1 {status}\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    channel.transport.write(head.encode() + body)
    channel.loseConnection()
