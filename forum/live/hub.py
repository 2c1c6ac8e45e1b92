"""One hub per process: it hears each line once and hands the encoded frame to every local tab."""

import asyncio
import json
import logging
import random
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import close_old_connections

from accounts import standing
from accounts.models import Member
from forum import live
from forum.live import presence
from forum.live.publish import HUBS, group_of

logger = logging.getLogger(__name__)

CLOSE_STANDING = 4003


class Hub:
    """Who listens on what in this process. All methods run on the process's event loop."""

    def __init__(self) -> None:
        self.tabs: dict[str, set[Any]] = defaultdict(set)
        self.rosters = presence.Rosters()
        self._channel = ""
        self._running: list[asyncio.Task[None]] = []
        self._starting = asyncio.Lock()

    async def join(self, line: str, tab: Any) -> None:
        await self._start()
        if line not in self.tabs:
            await self._hear(group_of(line))
        self.tabs[line].add(tab)
        tab.lines.add(line)
        self._tell_presence(line)

    def leave(self, line: str, tab: Any) -> None:
        tab.lines.discard(line)
        self.tabs[line].discard(tab)
        self._tell_presence(line)
        if not self.tabs[line]:
            del self.tabs[line]
            asyncio.ensure_future(self._forget(line))

    # --- what the layer brings ---

    async def _start(self) -> None:
        async with self._starting:
            if self._running:
                return
            self._channel = await get_channel_layer().new_channel()
            await self._hear(HUBS)
            self._running = [asyncio.ensure_future(self._receive()), asyncio.ensure_future(self._rounds())]

    async def _hear(self, group: str) -> None:
        await get_channel_layer().group_add(group, self._channel)

    async def _forget(self, line: str) -> None:
        if line not in self.tabs:
            await get_channel_layer().group_discard(group_of(line), self._channel)

    async def _receive(self) -> None:
        while True:
            try:
                message = await get_channel_layer().receive(self._channel)
                await self._take(message)
            except asyncio.CancelledError:
                raise
            except Exception:
                logger.exception("the hub goes on")
                await asyncio.sleep(0.5)

    async def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "frames":
                self._deliver(message["line"], message["frames"])
            case "roster":
                self.rosters.take(message)
                self._show_presence(message["line"])
            case "end_session":
                for tab in self._tabs(lambda tab: tab.session_key == message["session"]):
                    tab.end(CLOSE_STANDING)
            case "ask_again":
                asyncio.ensure_future(self._ask_again(message["line"], message["member"]))

    def _deliver(self, line: str, frames: dict[str, str]) -> None:
        for tab in self.tabs.get(line, ()):
            tab.give(frames[tab.language])

    def _say(self, line: str, frame: dict[str, Any]) -> None:
        text = json.dumps({**frame, "line": line}, ensure_ascii=False)
        for tab in self.tabs.get(line, ()):
            tab.give(text)

    # --- rights that end ---

    async def _ask_again(self, line: str, member_id: int) -> None:
        """Drop whoever the rules no longer admit; members are read afresh, in one query."""
        tabs = set(self.tabs.get(line, ())) if line else self._tabs(lambda tab: tab.member.pk == member_id)
        members = await _fresh_members({tab.member.pk for tab in tabs if tab.member.pk})
        for tab in tabs:
            await self._admit_again(tab, members, [line] if line else list(tab.lines))

    async def _admit_again(self, tab: Any, members: dict[int, Member], lines: list[str]) -> None:
        if tab.member.pk:
            tab.member = members.get(tab.member.pk, tab.member)
            if standing.refuse_presence(tab.member):
                return tab.end(CLOSE_STANDING)
        for line in lines:
            if line in tab.lines and (why := await _refuse_listening(tab.member, line)):
                self.leave(line, tab)
                tab.give(json.dumps({"type": "dropped", "line": line, "why": why}, ensure_ascii=False))

    def _tabs(self, wanted: Callable[[Any], bool]) -> set[Any]:
        return {tab for tabs in self.tabs.values() for tab in tabs if wanted(tab)}

    # --- the round of 25 s ---

    async def _rounds(self) -> None:
        while True:
            await asyncio.sleep(settings.LIVE_ROUND_EVERY * random.uniform(0.9, 1.1))  # noqa: S311
            try:
                await self._round()
            except Exception:
                logger.exception("a round failed")

    async def _round(self) -> None:
        """Join the groups again, tell each line its latest mark, and ask every member's standing anew."""
        await self._hear(HUBS)
        for line in list(self.tabs):
            await self._hear(group_of(line))
            self._tell_presence(line)
        for line, mark in (await _marks(list(self.tabs))).items():
            self._say(line, {"type": "mark", "mark": mark})
        tabs = self._tabs(lambda tab: bool(tab.member.pk))
        members = await _fresh_members({tab.member.pk for tab in tabs})
        for tab in tabs:
            await self._admit_again(tab, members, [])

    # --- who is here ---

    def _tell_presence(self, line: str) -> None:
        if presence.is_shown(line):
            self.rosters.tell_soon(line, self)

    def _show_presence(self, line: str) -> None:
        self._say(line, {"type": "presence", **self.rosters.seen(line)})


@sync_to_async
def _fresh_members(ids: set[int]) -> dict[int, Member]:
    close_old_connections()
    return Member.objects.in_bulk(ids) if ids else {}


@sync_to_async
def _refuse_listening(member: Any, line: str) -> str:
    close_old_connections()
    return live.refuse_listening(member, line)


@sync_to_async
def _marks(lines: list[str]) -> dict[str, int]:
    """The latest mark of each line, in one query for each kind."""
    close_old_connections()
    found: dict[str, int] = {}
    for kind, slice_lines in live.kinds().items():
        keys = [int(line.partition(":")[2]) for line in lines if line.startswith(f"{kind}:")]
        if keys:
            found.update({f"{kind}:{key}": mark for key, mark in slice_lines.marks(keys).items()})
    return found


hub = Hub()
