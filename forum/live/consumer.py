"""The socket: one browser tab. docs/protocol.md lists its frames and closing codes."""

import asyncio
import json
from typing import Any

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.db import close_old_connections
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from accounts import standing
from forum import live
from forum.live.hub import CLOSE_STANDING, hub

CLOSE_BAD_FRAME = 4000
CLOSE_TOO_MANY_FRAMES = 4001
CLOSE_SLOW_READER = 4002
MOST_LINES = 10
MOST_WAITING = 200  # frames; a tab that lets more wait is closed and catches up from the database
_FRAME_RATE = parse(settings.LIMITS["frame"][0])
_frames = MovingWindowRateLimiter(MemoryStorage())  # a tab lives in one process, so its count does too
LANGUAGES = {code for code, _name in settings.LANGUAGES}


class TabConsumer(AsyncJsonWebsocketConsumer):
    """One browser tab: delivers what its lines say; knows no topic or room, writes nothing."""

    channel_layer_alias: Any = None  # the hub listens, once per process

    async def connect(self) -> None:
        self.member = self.scope["user"]
        self.session_key = self.scope["session"].session_key
        self.language = "en"
        self.lines: set[str] = set()
        self._out: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        await self.accept()
        if self.member.pk and standing.refuse_presence(self.member):
            return await self.close(code=CLOSE_STANDING)
        self._sender = asyncio.ensure_future(self._send_all())

    async def disconnect(self, code: int) -> None:
        for line in list(self.lines):
            hub.leave(line, self)
        if hasattr(self, "_sender"):
            self._sender.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **_: Any) -> None:
        if not _frames.hit(_FRAME_RATE, str(id(self))):
            return await self.close(code=CLOSE_TOO_MANY_FRAMES)
        try:
            frame = json.loads(text_data or "")
        except ValueError:
            return await self.close(code=CLOSE_BAD_FRAME)
        return await self.receive_json(frame)

    async def receive_json(self, content: Any, **_: Any) -> None:
        match content:
            case {"listen": str(line), "language": str(language)} if language in LANGUAGES:
                await self._listen(line, language)
            case {"leave": str(line)}:
                if line in self.lines:
                    hub.leave(line, self)
            case {"here": True}:
                pass
            case _:
                await self.close(code=CLOSE_BAD_FRAME)

    async def _listen(self, line: str, language: str) -> None:
        self.language = language
        try:
            why = await _refuse_listening(self.member, line)
        except LookupError:
            return await self.close(code=CLOSE_BAD_FRAME)
        if why or len(self.lines) >= MOST_LINES:
            return self._tell({"type": "refused", "line": line, "why": why})
        await hub.join(line, self)
        return self._tell({"type": "listening", "line": line, "mark": await _mark(line)})

    # --- the way out ---

    def give(self, text: str) -> None:
        """Queue an encoded frame; a tab that does not read is closed and catches up (decision 4)."""
        try:
            self._out.put_nowait(text)
        except asyncio.QueueFull:
            self.end(CLOSE_SLOW_READER)

    def end(self, code: int) -> None:
        self._sender.cancel()
        asyncio.ensure_future(self.close(code=code))

    def _tell(self, frame: dict[str, Any]) -> None:
        self.give(json.dumps(frame, ensure_ascii=False))

    async def _send_all(self) -> None:
        while True:
            await self.send(text_data=await self._out.get())


@sync_to_async
def _refuse_listening(member: Any, line: str) -> str:
    close_old_connections()
    return live.refuse_listening(member, line)


@sync_to_async
def _mark(line: str) -> int:
    close_old_connections()
    lines, key = live.parse(line)
    return lines.marks([key]).get(key, 0)
