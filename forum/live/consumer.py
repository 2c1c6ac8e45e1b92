"""One browser tab: its web socket. docs/protocol.md lists the frames and the closing codes."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from accounts import permissions
from forum import live
from forum.live import background_tasks, rechecks
from forum.live.broadcast import encode_frame
from forum.live.database_calls import TabOwner, catch_up, may_type, subscription_refusal
from forum.live.hub import hub
from forum.live.rechecks import CLOSE_ACCESS_ENDED

logger = logging.getLogger(__name__)

CLOSE_BAD_FRAME = 4000
CLOSE_SLOW_READER = 4002
CLOSE_DELIVERY_FAILED = 4005
MAX_SUBSCRIPTIONS = 10
MAX_QUEUED_FRAMES = 200  # then the tab is closed, and catches up from the database
TYPING_INTERVAL = 2.0  # seconds; the page sends every 3, and a network may deliver two together
LANGUAGES = {code for code, _name in settings.LANGUAGES}

Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Write = Callable[[bytes], bool]


class TabConsumer:
    """Deliver the frames of the tab's streams. It knows no topic or room, and writes nothing.

    It is not a consumer of Channels, which takes a task and a database thread for every frame.
    """

    # Thousands of tabs are idle, so each attribute counts.
    __slots__ = (
        "_closing", "_queue", "_send", "_sender", "_typed_at", "_write",
        "language", "may_type", "member", "password", "session_key", "streams",
    )  # fmt: skip

    def __init__(self, owner: TabOwner, send: Send, write: Write | None = None) -> None:
        """write: writes a frame at once, or returns False if the reader is behind (FAST_PATHS)."""
        self.member, self.session_key = owner
        self.password = getattr(self.member, "password", "")  # the hash; see close_ended_sessions
        self.language = "en"
        self.streams: set[str] = set()
        self.may_type: dict[str, bool] = {}  # by stream; the hub clears it when rights may change
        self._typed_at = float("-inf")
        self._send = send
        self._write = write
        self._queue: list[bytes] = []  # an empty deque takes 700 bytes
        self._sender: asyncio.Future[None] | None = None
        self._closing: asyncio.Future[None] | None = None

    async def run(self, receive: Receive) -> None:
        """Serve the tab until its socket is closed."""
        try:
            while (message := await receive())["type"] != "websocket.disconnect":
                if message["type"] == "websocket.connect":
                    await self._accept()
                else:
                    await self.receive(message.get("text") or "")
        finally:
            hub.remove_tab(self)
            self._stop_sender()

    async def _accept(self) -> None:
        await self._send({"type": "websocket.accept"})
        await hub.add_tab(self)
        if self.member.pk and permissions.refuse_access(self.member):
            self.close(CLOSE_ACCESS_ENDED)

    # --- frames in ---

    async def receive(self, text: str) -> None:
        if self._closing:
            return
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            self.close(CLOSE_BAD_FRAME)
        else:
            await self._dispatch(content)

    async def _dispatch(self, content: Any) -> None:
        match content:
            case {"listen": str(stream), "language": str(language), **rest} if (
                language in LANGUAGES
            ):
                since = rest.get("since", 0)
                if not isinstance(since, int):
                    self.close(CLOSE_BAD_FRAME)
                    return
                self.language = language
                await self._subscribe(stream, since)
            case {"leave": str(stream)}:
                hub.unsubscribe(self, stream)
            case {"typing": str(stream), **rest} if not rest:
                await self.show_typing(stream)
            case {"here": True}:
                pass
            case _:
                self.close(CLOSE_BAD_FRAME)

    async def _subscribe(self, stream: str, since: int) -> None:
        """Subscribe first and read the change mark after that, so that no change is missed."""
        try:
            live.parse_stream_name(stream)
        except LookupError:
            self.close(CLOSE_BAD_FRAME)
            return
        changes_before = hub.rights_changes
        why = await subscription_refusal((self, stream))
        if not why and stream not in self.streams and len(self.streams) >= MAX_SUBSCRIPTIONS:
            why = _too_many_subscriptions(self.language)
        if why:
            self.write_or_queue(encode_frame({"type": "refused", "line": stream, "why": why}))
            return
        await hub.subscribe(self, stream)
        if hub.rights_changes != changes_before:  # the answer may be older than the change
            rechecks.request_recheck(hub, stream=stream)
        mark, changes = await catch_up((stream, self.language, since))
        answer = {"type": "listening", "line": stream, "mark": mark}
        if changes:
            answer["changes"] = changes
        self.write_or_queue(encode_frame(answer))

    async def show_typing(self, stream: str) -> None:
        """Show it to the others, at most every 2 s for all streams of the tab together."""
        now = time.monotonic()
        if stream not in self.streams or now - self._typed_at < TYPING_INTERVAL:
            return
        self._typed_at = now
        if not (self.member.pk and self.member.shows_presence):
            return
        if stream not in self.may_type:
            self.may_type[stream] = await may_type(self.member, stream)
        if self.may_type[stream]:
            hub.add_typist(stream, self.member)

    # --- frames out ---

    def write_or_queue(self, frame: bytes) -> None:
        """Write a frame, or queue it while the reader is behind. Close a tab that does not read."""
        if not self._queue and self._write and self._write(frame):
            hub.sent += 1
            return
        if len(self._queue) == MAX_QUEUED_FRAMES:
            hub.dropped += 1
            self.close(CLOSE_SLOW_READER)
            return
        self._queue.append(frame)
        if not self._sender or self._sender.done():
            self._sender = asyncio.ensure_future(self._send_queue())
            self._sender.add_done_callback(self._close_after_failure)

    def close(self, code: int) -> None:
        """Close the socket. Nothing more is delivered or received."""
        if not self._closing:
            hub.remove_tab(self)
            self._stop_sender()
            closing = self._send({"type": "websocket.close", "code": code})
            self._closing = background_tasks.start(closing)

    async def _send_queue(self) -> None:
        while self._queue:
            # The frame stays in the queue until it is sent, or the next one would overtake it.
            await self._send({"type": "websocket.send", "text": self._queue[0].decode()})
            self._queue.pop(0)
            hub.sent += 1

    def _close_after_failure(self, sender: asyncio.Future[None]) -> None:
        """Close a tab that cannot receive, because it would look connected."""
        if not sender.cancelled() and sender.exception():
            logger.error("Sending to a tab failed", exc_info=sender.exception())
            self.close(CLOSE_DELIVERY_FAILED)

    def _stop_sender(self) -> None:
        if self._sender:
            self._sender.cancel()


def _too_many_subscriptions(language: str) -> str:
    with translation.override(language):
        return gettext("This page has lost its live connection. Please load it again.")
