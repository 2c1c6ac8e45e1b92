"""Limits on web sockets that Autobahn and Daphne lack. `install()` replaces Daphne's protocol."""

import time
from typing import Any

from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from django.conf import settings

from collective_brain.web.moving_windows import parse_rate

CLOSE_TOO_MANY_FRAMES = 4001
# Bytes that a client may send before the site has accepted its socket.
MAX_EARLY = 16 * 1024

_LIMIT = parse_rate(settings.LIMITS["frame"][0])


def install() -> None:
    WebSocketFactory.protocol = LimitedWebSocketProtocol


class FrameCounter:
    """Count frames over any window of the limit, which is 10 s."""

    __slots__ = ("_times",)

    def __init__(self) -> None:
        self._times: list[float] = []  # an empty deque takes 700 bytes

    def is_over_limit(self) -> bool:
        """Count one frame."""
        now, times = time.monotonic(), self._times
        while times and now - times[0] >= _LIMIT.seconds:
            times.pop(0)
        times.append(now)
        return len(times) > _LIMIT.amount


class LimitedWebSocketProtocol(WebSocketProtocol):
    """Count every frame when it begins: texts, pings, pongs and the pieces of a message.

    The application would count only whole messages, and only after the loop has parsed all that
    arrived with them. 64 kB of pings take 0.4 s.
    """

    _is_flooding = False

    def connectionMade(self) -> None:
        self._frames = FrameCounter()
        super().connectionMade()

    def dataReceived(self, data: bytes) -> None:
        if self._is_flooding:
            return  # until the connection is dropped, a second after the close frame
        super().dataReceived(data)
        if self.state == self.STATE_CONNECTING and len(self.data) > MAX_EARLY:
            self.transport.abortConnection()

    def onFrameBegin(self) -> Any:
        if self._frames.is_over_limit():
            self._is_flooding = True
            self.data = b""
            self.sendClose(code=CLOSE_TOO_MANY_FRAMES)
        return super().onFrameBegin()
