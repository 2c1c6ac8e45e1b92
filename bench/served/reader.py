"""An open page that keeps one stream up to date (docs/protocol.md) and records what it shows."""

import json
import random
import threading
import time
import urllib.request
from typing import Any, cast

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

ANSWERS_WITHIN = 3.0  # seconds; the page's script waits 10
COMES_BACK_WITHIN = (0.1, 0.5)  # seconds; the page's script takes 1 to 30
AT_A_TIME = 200  # items, when the site says that too much changed for one answer


class Reader:
    """A reader of one stream. It connects again when its `port` changes.

    items: number -> nonce, as shown. shown_at: nonce -> when it was first shown (monotonic).
    failed: how many connections broke. loses: the share of frames, in both directions, that it
    throws away. every: seconds between two heartbeats of the site.
    """

    def __init__(
        self, port: int, line: str, *, loses: float = 0.0, every: float = 2.0, seed: int = 5
    ) -> None:
        self.port, self.line, self.loses, self.every = port, line, loses, every
        self.items: dict[int, str] = {}
        self.shown_at: dict[str, float] = {}
        self.mark = self.failed = self.lost = self.catch_ups = 0
        self._marks: dict[int, int] = {}
        self._dice = random.Random(seed)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> "Reader":
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=15)

    def _run(self) -> None:
        while not self._stop.is_set():
            port = self.port
            try:
                with connect(
                    f"ws://127.0.0.1:{port}/live/",
                    origin=cast(Any, f"http://127.0.0.1:{port}"),
                    open_timeout=ANSWERS_WITHIN,
                    close_timeout=1,
                    ping_interval=None,
                    max_size=None,
                ) as socket:
                    self._listen(socket, port)
            except (OSError, ValueError, WebSocketException):
                pass
            self.failed += not self._stop.is_set()
            self._stop.wait(self._dice.uniform(*COMES_BACK_WITHIN))

    def _listen(self, socket: ClientConnection, port: int) -> None:
        """Read frames until the connection shows no sign of life, or the port changes."""
        waiting_since, last_frame_at = self._request_frame(socket), time.monotonic()
        while not self._stop.is_set() and port == self.port:
            try:
                frame = json.loads(socket.recv(timeout=0.2))
            except TimeoutError:
                now = time.monotonic()
                if waiting_since and now - waiting_since > ANSWERS_WITHIN:
                    return
                if not waiting_since and now - last_frame_at > 2 * self.every:
                    waiting_since = self._request_frame(socket)
                continue
            if self._loses_frame():
                continue
            waiting_since, last_frame_at = 0.0, time.monotonic()
            self._apply(frame)

    def _request_frame(self, socket: ClientConnection) -> float:
        if not self._loses_frame():
            socket.send(json.dumps({"listen": self.line, "language": "en"}))
        return time.monotonic()

    def _loses_frame(self) -> bool:
        loses = self._dice.random() < self.loses
        self.lost += loses
        return loses

    def _apply(self, frame: dict[str, Any]) -> None:
        mark = frame.get("mark", 0)
        if mark <= self.mark:
            return
        if frame["type"] == "item" and mark == self.mark + 1:
            self._show(frame)
            self.mark = mark
        else:
            self._catch_up()

    def _catch_up(self) -> None:
        answer = self._changes(self.mark, 1, 2**31 - 1)
        items = answer["items"]
        if answer["more"]:
            for first in range(1, answer["end"] + 1, AT_A_TIME):
                items += self._changes(0, first, first + AT_A_TIME - 1)["items"]
        for item in items:
            self._show(item)
        self.mark = answer["head"]

    def _changes(self, since: int, first: int, last: int) -> dict[str, Any]:
        self.catch_ups += 1
        address = f"http://127.0.0.1:{self.port}/live/{self.line}/"
        query = f"?since={since}&first={first}&last={last}&language=en"
        with urllib.request.urlopen(address + query, timeout=10) as answer:
            return json.load(answer)

    def _show(self, item: dict[str, Any]) -> None:
        if self._marks.get(item["number"], -1) >= item["mark"]:
            return
        self.items[item["number"]], self._marks[item["number"]] = item["nonce"], item["mark"]
        self.shown_at.setdefault(item["nonce"], time.monotonic())
