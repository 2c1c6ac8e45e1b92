"""Daphne, as this house needs it: a writer to a socket waits while that socket's reader is slow.

Daphne hands every frame to the transport, whose buffer grows without end when the reader stops
(daphne issue 170). Here `send` waits for the transport to drain, so that the bounded queue of each
tab fills up and the tab is closed (decision 4).
"""

import asyncio
import ctypes
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

from daphne.http_protocol import WebRequest
from daphne.server import Server as DaphneServer
from daphne.ws_protocol import WebSocketProtocol
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IPushProducer
from twisted.web.http import HTTPChannel, Request
from zope.interface import implementer

CLOSE_GOING_AWAY = 1001
ANSWERED_WITHIN = 2  # seconds, for requests under way when the server is told to end
MOST_UNDERWAY = 128 * 1024  # bytes; at 300 ms to a phone and back that is still 3 Mbit/s

TOO_LONG = _("This address is too long. Go back and shorten what you asked for.")
TOO_LARGE = _("What you sent is too large. Go back, shorten it and send it again.")
MOST_BODY = 4 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE  # up to here Django answers with a page


@implementer(IPushProducer)
class Drained:
    """Told by the transport when its buffer is full (64 KiB) and when it is empty again."""

    def __init__(self, transport: Any) -> None:
        self.transport = transport
        self.full: asyncio.Future[None] | None = (
            None  # while it is; an Event for each tab would weigh 1 kB
        )
        # Else the kernel keeps up to 4 MB for each reader that stopped, and we would not know of it.
        transport.getHandle().setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_UNDERWAY)
        transport.unregisterProducer()  # the HTTP channel that the socket grew out of
        transport.registerProducer(self, True)

    async def wait(self) -> None:
        while self.full:
            await asyncio.wait([self.full])

    def pauseProducing(self) -> None:
        self.full = self.full or asyncio.get_running_loop().create_future()

    def resumeProducing(self) -> None:
        self.stopProducing()
        if (
            self.transport.disconnecting
        ):  # Twisted ends a connection only when nobody may write to it
            self.transport.unregisterProducer()

    def stopProducing(self) -> None:
        if self.full:
            self.full.set_result(None)
            self.full = None


def drained(protocol: Any) -> Drained:
    if not hasattr(protocol, "drained"):
        protocol.drained = Drained(protocol.transport)
    return cast(Drained, protocol.drained)


# PyDLL keeps the interpreter's lock: who gives it away for these 4 µs waits 5 ms for it while another thread computes.
_send = ctypes.PyDLL(None).send
_send.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int]
_send.restype = ctypes.c_ssize_t


def write(protocol: Any, frame: bytes) -> bool:
    """Write a ready frame at once; False when its reader is behind, or gone: then the frame has to be sent.

    Daphne, Autobahn and Twisted's loop take five times as long for it as the system call does.
    """
    transport = protocol.transport
    is_open = protocol.state == protocol.STATE_OPEN and transport.connected
    if not is_open or drained(protocol).full:
        return False
    is_empty = not transport.dataBuffer and not transport._tempDataBuffer
    # An error is none of ours: the socket is full, or the loop will find it lost, too.
    written = max(0, _send(transport.fileno(), frame, len(frame), 0)) if is_empty else 0
    if written < len(frame):
        transport.write(frame[written:])
    return True


def refuse_line(channel: Any, _line: bytes) -> None:
    """Twisted hangs up without a word on an address or header of more than 16 kB."""
    _hang_up(channel, "414 URI Too Long", TOO_LONG)


def take_chunk(request: Any, chunk: bytes) -> None:
    """Daphne takes a body of any size, and has all of it in memory before Django can refuse it."""
    if request.content.tell() + len(chunk) <= MOST_BODY:
        request.content.write(chunk)
    elif not request.channel.transport.disconnecting:
        _hang_up(request.channel, "413 Content Too Large", TOO_LARGE)


def receive(request: Any, *line: bytes) -> None:
    """Twisted would read the form too, on the loop of all sockets: 3.5 s for 4 MB of "&". Django reads it later."""
    request._parsePOSTFormSubmission = False
    Request.requestReceived(request, *line)


def _hang_up(channel: Any, status: str, sentence: Promise) -> None:
    """Nobody knows the other's language yet, so the sentence comes in all of ours."""
    said = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said.append(str(sentence))
    body = "\n".join(said).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
    channel.transport.write(head.encode() + b"Connection: close\r\n\r\n" + body)
    channel.loseConnection()


HTTPChannel.lineLengthExceeded = refuse_line  # type: ignore[method-assign]
WebRequest.handleContentChunk = take_chunk
WebRequest.requestReceived = receive


class Server(DaphneServer):
    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if scope["type"] == "websocket":
            scope["extensions"] = {"wire": partial(write, protocol)}
        return super().create_application(protocol, scope)

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.send":
            if not protocol.transport.connected:  # the tab went before its first frame
                return
            await drained(protocol).wait()
            with _any_size(protocol):
                await super().handle_reply(protocol, message)
            return
        if message["type"] == "websocket.close" and _is_stuck(protocol):
            protocol.transport.abortConnection()  # a reader that stopped never answers a close frame
        await super().handle_reply(protocol, message)

    def kill_all_applications(self) -> Any:
        """Called by Daphne before it ends, which waits for the answer."""
        return Deferred.fromFuture(asyncio.ensure_future(self._end_all()))

    async def _end_all(self) -> None:
        """Tell every tab, let requests under way be answered, then cancel what is left."""
        running = []
        for protocol, details in list(self.connections.items()):
            if "application_instance" not in details:  # over already; Daphne would stumble
                del self.connections[protocol]
            elif not isinstance(protocol, WebSocketProtocol):
                running.append(details["application_instance"])
            elif protocol.state == protocol.STATE_OPEN:
                protocol.sendCloseFrame(code=CLOSE_GOING_AWAY)  # sendClose refuses this code
        await asyncio.wait(
            [asyncio.ensure_future(asyncio.sleep(0.1)), *running], timeout=ANSWERED_WITHIN
        )
        await super().kill_all_applications()


@contextmanager
def _any_size(protocol: Any) -> Iterator[None]:
    """Autobahn holds what we send to the limit on what we take; nothing is taken meanwhile."""
    limit, protocol.maxMessagePayloadSize = protocol.maxMessagePayloadSize, 0
    try:
        yield
    finally:
        protocol.maxMessagePayloadSize = limit


def _is_stuck(protocol: Any) -> bool:
    return hasattr(protocol, "drained") and protocol.drained.full is not None
