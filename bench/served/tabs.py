"""An open tab, as the server sees it: one web socket and the frames that arrive."""

import json
import time
from contextlib import AbstractContextManager
from typing import Any, cast

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bench.served.clients import SiteAccess


class Tab(AbstractContextManager):
    """with Tab(site) as tab: subscribe by `listen`, then wait for frames or the close code."""

    def __init__(
        self,
        site: SiteAccess,
        session: str = "",
        *,
        origin: str | None = "",
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> None:
        """origin: "" is the origin of the site, None sends none. options: of `connect`."""
        cookie = {"Cookie": f"sessionid={session}"} if session else {}
        self.passed_over: list[dict[str, Any]] = []
        self._connecting = connect(
            f"{'wss' if site.tls else 'ws'}://127.0.0.1:{site.port}/live/",
            ssl=site.tls,
            origin=cast(Any, site.url if origin == "" else origin),
            additional_headers=cookie | (headers or {}),
            max_size=None,
            **options,
        )
        self.socket: ClientConnection = self._connecting.__enter__()

    def __exit__(self, *_: Any) -> None:
        self.socket.close()

    def send(self, frame: Any) -> None:
        self.socket.send(json.dumps(frame))

    def listen(self, line: str, language: str = "en") -> dict[str, Any]:
        """The server's answer: `listening` or `refused`."""
        self.send({"listen": line, "language": language})
        return self.wait_for("listening", "refused", line=line, within=10)

    def wait_for(self, *types: str, within: float = 2, **fields: Any) -> dict[str, Any]:
        """The next frame of one of `types` with these fields. Other frames are kept for later."""

        def fits(frame: dict[str, Any]) -> bool:
            return frame["type"] in types and fields.items() <= frame.items()

        for frame in filter(fits, self.passed_over):
            self.passed_over.remove(frame)
            return frame
        deadline = time.monotonic() + within
        while not fits(frame := self._receive(deadline - time.monotonic())):
            self.passed_over.append(frame)
        return frame

    def frames(self, *types: str, during: float) -> list[dict[str, Any]]:
        """All frames of `types` that arrive in the next `during` seconds."""
        frames, deadline = [], time.monotonic() + during
        while (left := deadline - time.monotonic()) > 0:
            try:
                frames.append(self._receive(left))
            except AssertionError:
                break
        return [frame for frame in frames if frame["type"] in types]

    def closing_code(self, within: float = 2) -> int:
        """The code with which the server closes this socket, or 1006 if it sends none."""
        deadline = time.monotonic() + within
        try:
            while True:
                self.socket.recv(timeout=max(0.001, deadline - time.monotonic()))
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def _receive(self, within: float) -> dict[str, Any]:
        try:
            return json.loads(self.socket.recv(timeout=max(0.001, within)))
        except TimeoutError:
            raise AssertionError(
                f"the frame did not arrive in time. Other frames: {self.passed_over[-5:]}"
            ) from None
