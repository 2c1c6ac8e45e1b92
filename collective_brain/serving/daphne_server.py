"""Daphne with backpressure, direct writes and a polite shutdown for web sockets.

Daphne hands every frame to Twisted's transport, and the buffer of the transport grows without a
limit when the reader stops (daphne issue 170). Here `send` waits until the transport is empty, so
the bounded queue of the tab fills up and the tab is closed (decision 4).
"""

import asyncio
import socket
from functools import lru_cache, partial
from typing import Any

from daphne.server import Server as DaphneServer
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IPullProducer
from zope.interface import implementer

from collective_brain.serving import daphne_clock, http_limits, websocket_limits

CLOSE_GOING_AWAY = 1001
REQUESTS_FINISH_WITHIN = 2  # seconds, for running requests when the server shuts down
MAX_UNSENT = 128 * 1024  # bytes in the kernel; 3 Mbit/s for a phone 300 ms away

daphne_clock.install()
http_limits.install()
websocket_limits.install()


@implementer(IPullProducer)
class SocketTransport:
    """Wrap Twisted's transport of one web socket: write at once, and know when data is left over.

    Twisted writes on the next turn of its loop, after it has registered the socket with epoll. That
    costs three times as much as the system call (45 and 14 µs). Twisted calls `resumeProducing`
    each time its buffer runs empty, because this object is its pull producer.
    """

    __slots__ = ("_emptied", "_transport", "is_empty")

    def __init__(self, transport: Any) -> None:
        # By default the kernel buffers up to 4 MB for a reader that stopped.
        transport.getHandle().setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MAX_UNSENT)
        self._transport = transport
        self._emptied: asyncio.Future[None] | None = None
        self.is_empty = True
        transport.unregisterProducer()  # the HTTP channel from which the socket was upgraded
        transport.registerProducer(self, streaming=False)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if not self._transport.connected:
            return
        written = self._transport.writeSomeData(data) if self.is_empty else 0
        if written == len(data):
            return
        self.is_empty = False
        # An exception means that the connection is lost. Twisted finds that out when it writes.
        self._transport.write(data[written:] if isinstance(written, int) else data)

    async def wait_until_empty(self) -> None:
        while not self.is_empty:
            self._emptied = self._emptied or asyncio.get_running_loop().create_future()
            await asyncio.wait([self._emptied])

    def resumeProducing(self) -> None:
        """Called by Twisted when its buffer is empty."""
        self.is_empty = True
        if self._emptied:
            self._emptied.set_result(None)
            self._emptied = None
        if self._transport.disconnecting:  # Twisted waits for the producer before it disconnects
            self._transport.unregisterProducer()

    def stopProducing(self) -> None:
        """Called by Twisted when the connection is lost."""
        self.resumeProducing()


@lru_cache(maxsize=16)
def prepare_frame(factory: Any, payload: bytes) -> bytes:
    """Build the frame once for all tabs."""
    prepared = factory.prepareMessage(payload, isBinary=False, doNotCompress=True)
    frame: bytes = prepared.payloadHybi
    return frame


def write_text(protocol: Any, payload: bytes) -> bool:
    """Write a text frame at once. Return False if the reader is behind or gone."""
    if protocol.state != protocol.STATE_OPEN or not protocol.transport.is_empty:
        return False
    protocol.transport.write(prepare_frame(protocol.factory, payload))
    return True


class Server(DaphneServer):
    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Offer the tab `write_text` as an ASGI extension."""
        if scope["type"] == "websocket":
            protocol.transport = SocketTransport(protocol.transport)
            writer = {"write": partial(write_text, protocol)}
            scope["extensions"] = {"collective_brain.write_text": writer}
        return super().create_application(protocol, scope)

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.send":
            # Not Daphne's way, because Autobahn applies the limit on incoming frames to it.
            await protocol.transport.wait_until_empty()
            write_text(protocol, message["text"].encode())
            return
        if message["type"] == "websocket.close" and not protocol.transport.is_empty:
            protocol.transport.abortConnection()  # a stopped reader never answers a close frame
        await super().handle_reply(protocol, message)

    def kill_all_applications(self) -> Any:
        """Called by Daphne before it shuts down. Daphne waits for the result."""
        return Deferred.fromFuture(asyncio.ensure_future(self._shut_down()))

    async def _shut_down(self) -> None:
        """Close every tab, give running requests time to finish, then cancel the rest."""
        requests = []
        for protocol, details in list(self.connections.items()):
            if "application_instance" not in details:  # finished; Daphne would raise a KeyError
                del self.connections[protocol]
            elif not isinstance(protocol, WebSocketProtocol):
                requests.append(details["application_instance"])
            elif protocol.state == protocol.STATE_OPEN:
                protocol.sendCloseFrame(code=CLOSE_GOING_AWAY)  # sendClose refuses this code
        await asyncio.wait(
            [asyncio.ensure_future(asyncio.sleep(0.1)), *requests], timeout=REQUESTS_FINISH_WITHIN
        )
        await super().kill_all_applications()
