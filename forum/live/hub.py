"""One hub per process: it hears each line once and hands the encoded frame to every local tab."""

import asyncio
import logging
import random
from collections import defaultdict
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

from accounts import permissions
from forum.live import presence, typing_indicator
from forum.live.broadcast import HUB_GROUP, Frames, group_name
from forum.live.database_calls import (
    last_marks,
    reload_members,
    streams_closed_to_visitors,
    subscription_refusals,
)
from forum.live.frames import Frame, encode_frame

logger = logging.getLogger(__name__)

CLOSE_ACCESS_ENDED = 4003


class Hub:
    """Who listens on what in this process. All methods run on the process's event loop."""

    def __init__(self) -> None:
        self.open: set[Any] = set()
        self.sent = self.dropped = (
            0  # frames to tabs, and tabs that read too slowly; collective_brain/observability/metrics.py tells
        )
        self.tabs: dict[str, set[Any]] = defaultdict(set)
        self.rosters = presence.PresenceTracker()
        self.typists = typing_indicator.TypingTracker()
        self._channel = ""
        self._running: list[asyncio.Task[None]] = []
        self._starting = asyncio.Lock()
        self._changing = (
            asyncio.Lock()
        )  # or a line forgotten while it is joined again would go deaf

    async def enter(self, tab: Any) -> None:
        self.open.add(tab)
        await self._start()

    def exit(self, tab: Any) -> None:
        self.open.discard(tab)
        for line in list(tab.lines):
            self.leave(line, tab)

    async def join(self, line: str, tab: Any) -> None:
        async with self._changing:
            if line not in self.tabs:
                await self._hear(group_name(line))
            if tab not in self.open:  # it went away meanwhile
                return
            self.tabs[line].add(tab)
            tab.lines.add(line)
        self._tell_presence(line)

    def leave(self, line: str, tab: Any) -> None:
        if line not in tab.lines:
            return
        tab.lines.discard(line)
        self.tabs[line].discard(tab)
        self._tell_presence(line)
        if not self.tabs[line]:
            del self.tabs[line]
            self.typists.forget(line)
            asyncio.ensure_future(self._forget(line))

    def languages_of(self, line: str) -> set[str]:
        """In which `line` is heard here; asked from any thread."""
        return {tab.language for tab in tuple(self.tabs.get(line, ()))}

    # --- what the layer brings ---

    async def _start(self) -> None:
        async with self._starting:
            if self._running:
                return
            self._channel = await get_channel_layer().new_channel()
            await self._hear(HUB_GROUP)
            self._running = [
                asyncio.ensure_future(self._receive()),
                asyncio.ensure_future(self._rounds()),
            ]

    async def _hear(self, group: str) -> None:
        await get_channel_layer().group_add(group, self._channel)

    async def _forget(self, line: str) -> None:
        async with self._changing:
            if line not in self.tabs:
                await get_channel_layer().group_discard(group_name(line), self._channel)

    async def _receive(self) -> None:
        while True:
            try:
                message = await get_channel_layer().receive(self._channel)
                self._take(message)
            except asyncio.CancelledError:
                raise
            except Exception:  # the hub must outlive whatever the layer does
                logger.exception("the hub goes on")
                await asyncio.sleep(0.5)

    def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "frames":
                self.typists.stop(message["line"], message.get("by", 0))
                self._deliver(message["line"], message["frames"])
            case "roster":
                self.rosters.take(message)
                self._show_presence(message["line"])
            case "typists":
                self.typists.take(message)
                self._show_typing(message["line"])
            case "end_session":
                for tab in [tab for tab in self.open if tab.session_key == message["session"]]:
                    tab.end(CLOSE_ACCESS_ENDED)
            case "ask_again":
                asyncio.ensure_future(self._ask_again(message["line"], message["member"]))

    def _deliver(self, line: str, frames: Frames) -> None:
        made: dict[str, Frame] = {}
        for tab in tuple(self.tabs.get(line, ())):
            language = tab.language
            if language in frames:  # else it joined when the frames were made already
                if language not in made:
                    made[language] = encode_frame(frames[language])
                tab.give(made[language])

    def _say(self, line: str, said: dict[str, Any]) -> None:
        made = encode_frame({**said, "line": line})
        for tab in list(self.tabs.get(line, ())):
            tab.give(made)

    # --- rights that end ---

    async def _ask_again(self, line: str, member_id: int) -> None:
        if line:
            await self._admit_again(set(self.tabs.get(line, ())), {line})
        else:
            await self._admit_again(
                {tab for tab in self.open if tab.member.pk == member_id}, set(self.tabs)
            )

    async def _admit_again(self, tabs: set[Any], lines: set[str]) -> None:
        """End tabs whose members may not be here, and drop what the rules no longer admit of `lines`."""
        members = await reload_members({tab.member.pk for tab in tabs if tab.member.pk})
        for tab in tabs:
            was_shown, tab.member = tab.member, members.get(tab.member.pk, tab.member)
            tab.may_type.clear()
            self._show_or_hide(tab, was_shown)
            if tab.member.pk and permissions.refuse_access(tab.member):
                tab.end(CLOSE_ACCESS_ENDED)
        asked = [(tab, line) for tab in tabs for line in tab.lines & lines]
        for (tab, line), why in zip(asked, await subscription_refusals(asked), strict=True):
            if why and line in tab.lines:
                self.leave(line, tab)
                tab.give(encode_frame({"type": "dropped", "line": line, "why": why}))

    # --- the round of 25 s ---

    async def _rounds(self) -> None:
        while True:
            await asyncio.sleep(settings.LIVE_ROUND_EVERY * random.uniform(0.9, 1.1))  # noqa: S311
            try:
                await self._round()
            except Exception:  # the next round tries again
                logger.exception("a round failed")

    async def _round(self) -> None:
        """Join the groups again, tell each line its latest mark, and ask anew who may be here and hear what."""
        await self._hear(HUB_GROUP)
        for line in list(self.tabs):
            await self._hear(group_name(line))
            self._tell_presence(line)
        for line, mark in (await last_marks(list(self.tabs))).items():
            self._say(line, {"type": "mark", "mark": mark})
        await self._admit_again(set(self.open), await streams_closed_to_visitors(list(self.tabs)))

    # --- who is here, and who types ---

    def type(self, line: str, member: Any) -> None:
        """`member` types in `line`: they may, and want it shown."""
        self.typists.note(line, member)

    def _show_or_hide(self, tab: Any, before: Any) -> None:
        """A member who asks not to be shown any more is taken out of what is told from now on."""
        if not tab.member.pk or tab.member.shows_presence == before.shows_presence:
            return
        for line in tab.lines:
            self.typists.stop(line, tab.member.pk)
            self._tell_presence(line)

    def _tell_presence(self, line: str) -> None:
        if presence.has_presence(line):
            self.rosters.tell_soon(line, self)

    def _show_presence(self, line: str) -> None:
        async def show() -> None:
            self._say(line, {"type": "presence", "count": self.rosters.seen(line)["count"]})

        self.rosters.showing.soon(line, show)

    def _show_typing(self, line: str) -> None:
        async def show() -> None:
            self._say(line, {"type": "typing", **self.typists.seen(line)})

        self.typists.showing.soon(line, show)


hub = Hub()
