"""The socket: one browser tab. docs/protocol.md lists its frames and closing codes."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from limits import parse

from accounts import permissions
from forum import live
from forum.live.database_calls import (
    TabOwner,
    catch_up,
    may_type,
    subscription_refusal,
)
from forum.live.frames import Frame, encode_frame
from forum.live.hub import CLOSE_ACCESS_ENDED, hub

logger = logging.getLogger(__name__)

CLOSE_BAD_FRAME = 4000
CLOSE_TOO_MANY_FRAMES = 4001
CLOSE_SLOW_READER = 4002
CLOSE_DELIVERY_FAILED = 4005
MAX_SUBSCRIPTIONS = 10
MAX_QUEUED_FRAMES = (
    200  # frames; a tab that lets more wait is closed and catches up from the database
)
TYPING_INTERVAL = 2.0  # seconds; the page says so every 3, and a network may squeeze them
FRAME_LIMIT = parse(settings.LIMITS["frame"][0])
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
LANGUAGES = {code for code, _name in settings.LANGUAGES}


class TabConsumer:
    """One browser tab: delivers what its lines say; knows no topic or room, writes nothing.

    No consumer of Channels', which takes a task and a turn of the database's thread for every frame.
    """

    __slots__ = (
        "_came", "_closing", "_send", "_sender", "_typed", "_waiting", "_write",
        "language", "lines", "may_type", "member", "session_key",
    )  # fmt: skip

    def __init__(
        self, who: TabOwner, send: Send, write: Callable[[bytes], bool] | None = None
    ) -> None:
        """send: ASGI's. write: writes a ready frame unless the reader is behind; only our own server has it (server.py)."""
        self.member, self.session_key = who
        self.language = "en"
        self.lines: set[str] = set()
        self.may_type: dict[
            str, bool
        ] = {}  # by line; the hub empties it when rights are asked again
        self._typed = float("-inf")
        self._came: list[float] = []  # when the last frames came
        self._send, self._write = send, write
        self._waiting: list[Frame] = []  # no deque: an empty one takes 700 bytes
        self._sender: asyncio.Future[None] | None = None
        self._closing: asyncio.Future[None] | None = None

    async def live(self, receive: Receive) -> None:
        """Until its socket is closed."""
        try:
            while (message := await receive())["type"] != "websocket.disconnect":
                if message["type"] == "websocket.connect":
                    await self._connect()
                else:
                    await self.receive(message.get("text") or "")
        finally:
            hub.exit(self)
            self._stop_sending()

    async def _connect(self) -> None:
        await self._send({"type": "websocket.accept"})
        await hub.enter(self)
        if self.member.pk and permissions.refuse_access(self.member):
            self.end(CLOSE_ACCESS_ENDED)

    async def receive(self, text: str) -> None:
        if self._closing:
            return None
        if self._too_many():
            return self.end(CLOSE_TOO_MANY_FRAMES)
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            return self.end(CLOSE_BAD_FRAME)
        return await self._hear(said)

    async def _hear(self, said: Any) -> None:
        match said:
            case {"listen": str(line), "language": str(language), **rest} if language in LANGUAGES:
                since = rest.get("since", 0)
                if not isinstance(since, int):
                    return self.end(CLOSE_BAD_FRAME)
                self.language = language
                await self._listen(line, since)
            case {"leave": str(line)}:
                hub.leave(line, self)
            case {"typing": str(line), **rest} if not rest:
                await self._type(line)
            case {"here": True}:
                pass
            case _:
                self.end(CLOSE_BAD_FRAME)

    async def _listen(self, line: str, since: int) -> None:
        try:
            live.parse_stream_name(line)
        except LookupError:
            return self.end(CLOSE_BAD_FRAME)
        why = await subscription_refusal((self, line))
        if not why and line not in self.lines and len(self.lines) >= MAX_SUBSCRIPTIONS:
            why = _too_many_lines(self.language)
        if why:
            return self._tell({"type": "refused", "line": line, "why": why})
        await hub.join(line, self)
        mark, changes = await catch_up((line, self.language, since))
        missed = {"changes": changes} if changes else {}
        return self._tell({"type": "listening", "line": line, "mark": mark, **missed})

    async def _type(self, line: str) -> None:
        """Tell the others, at most every 2 s whatever the line; asks the rules once a round, not a frame."""
        now = time.monotonic()
        if line not in self.lines or now - self._typed < TYPING_INTERVAL:
            return
        self._typed = now
        if not (self.member.pk and self.member.shows_presence):
            return
        if line not in self.may_type:
            self.may_type[line] = await may_type(self.member, line)
        if self.may_type[line]:
            hub.type(line, self.member)

    def _too_many(self) -> bool:
        now = time.monotonic()
        full = (
            len(self._came) == FRAME_LIMIT.amount and now - self._came[0] < FRAME_LIMIT.get_expiry()
        )
        self._came = [*self._came[1 - FRAME_LIMIT.amount :], now]
        return full

    # --- the way out ---

    def give(self, frame: Frame) -> None:
        """Write a frame, or queue it while the reader is behind; a tab that does not read is closed (decision 4)."""
        if not self._waiting and self._write and self._write(frame.wire):
            hub.sent += 1
            return None
        if len(self._waiting) == MAX_QUEUED_FRAMES:
            hub.dropped += 1
            return self.end(CLOSE_SLOW_READER)
        self._waiting.append(frame)
        if not self._sender or self._sender.done():
            self._sender = asyncio.ensure_future(self._send_waiting())
            self._sender.add_done_callback(self._sent_waiting)

    def end(self, code: int) -> None:
        """Close with `code`; nothing is delivered or taken from now on."""
        if not self._closing:
            hub.exit(self)
            self._stop_sending()
            self._closing = asyncio.ensure_future(
                self._send({"type": "websocket.close", "code": code})
            )

    def _tell(self, said: dict[str, Any]) -> None:
        self.give(encode_frame(said))

    async def _send_waiting(self) -> None:
        while self._waiting:  # one that is being sent stays, or the next would overtake it
            await self._send({"type": "websocket.send", "text": self._waiting[0].text})
            self._waiting.pop(0)
            hub.sent += 1

    def _sent_waiting(self, sender: asyncio.Future[None]) -> None:
        """A tab to which nothing can be sent any more must not look alive."""
        if not sender.cancelled() and sender.exception():
            logger.error("a tab could not be sent to", exc_info=sender.exception())
            self.end(CLOSE_DELIVERY_FAILED)

    def _stop_sending(self) -> None:
        if self._sender:
            self._sender.cancel()


def _too_many_lines(language: str) -> str:
    with translation.override(language):
        return gettext("This page listens to too much at once. Load it again.")
