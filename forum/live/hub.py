"""The hub of a process: it receives each message once and delivers the frame to its tabs."""

import asyncio
import logging
import random
from collections import defaultdict
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

from accounts import permissions
from forum.live.broadcast import HUB_GROUP, FramesByLanguage, encode_frame, group_name
from forum.live.database_calls import (
    last_marks,
    reload_members,
    streams_closed_to_visitors,
    subscription_refusals,
)
from forum.live.presence import PresenceTracker, has_presence
from forum.live.typing_indicator import TypingTracker

logger = logging.getLogger(__name__)

CLOSE_ACCESS_ENDED = 4003


class Hub:
    """The tabs of this process and their subscriptions. All methods but one run on its loop."""

    def __init__(self) -> None:
        self.open_tabs: set[Any] = set()
        self.tabs_by_stream: dict[str, set[Any]] = defaultdict(set)
        # For the metrics: frames sent to tabs, and tabs closed because they read too slowly.
        self.sent = self.dropped = 0
        self.presence = PresenceTracker()
        self.typing = TypingTracker()
        self._channel = ""
        self._tasks: list[asyncio.Task[None]] = []
        self._start_lock = asyncio.Lock()
        # Without it, a tab that subscribes while the hub leaves the group would receive nothing.
        self._group_lock = asyncio.Lock()

    async def add_tab(self, tab: Any) -> None:
        self.open_tabs.add(tab)
        await self._start()

    def remove_tab(self, tab: Any) -> None:
        self.open_tabs.discard(tab)
        for stream in list(tab.streams):
            self.unsubscribe(tab, stream)

    async def subscribe(self, tab: Any, stream: str) -> None:
        async with self._group_lock:
            if stream not in self.tabs_by_stream:
                await self._join_group(group_name(stream))
            if tab not in self.open_tabs:  # it was closed while this waited
                return
            self.tabs_by_stream[stream].add(tab)
            tab.streams.add(stream)
        self._schedule_presence_report(stream)

    def unsubscribe(self, tab: Any, stream: str) -> None:
        if stream not in tab.streams:
            return
        tab.streams.discard(stream)
        self.tabs_by_stream[stream].discard(tab)
        self._schedule_presence_report(stream)
        if not self.tabs_by_stream[stream]:
            del self.tabs_by_stream[stream]
            self.typing.forget(stream)
            asyncio.ensure_future(self._leave_group(stream))

    def languages_of(self, stream: str) -> set[str]:
        """Return the languages of the stream's tabs. Other threads may call this."""
        return {tab.language for tab in tuple(self.tabs_by_stream.get(stream, ()))}

    def add_typist(self, stream: str, member: Any) -> None:
        self.typing.add_typist(stream, member)

    # --- messages of the channel layer ---

    async def _start(self) -> None:
        async with self._start_lock:
            if self._tasks:
                return
            self._channel = await get_channel_layer().new_channel()
            await self._join_group(HUB_GROUP)
            self._tasks = [
                asyncio.ensure_future(self._receive_messages()),
                asyncio.ensure_future(self._run_rounds()),
            ]

    async def _join_group(self, group: str) -> None:
        await get_channel_layer().group_add(group, self._channel)

    async def _leave_group(self, stream: str) -> None:
        async with self._group_lock:
            if stream not in self.tabs_by_stream:
                await get_channel_layer().group_discard(group_name(stream), self._channel)

    async def _receive_messages(self) -> None:
        while True:
            try:
                self._dispatch(await get_channel_layer().receive(self._channel))
            except asyncio.CancelledError:
                raise
            except Exception:  # the hub continues whatever the channel layer does
                logger.exception("The hub failed to receive a message")
                await asyncio.sleep(0.5)

    def _dispatch(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "frames":
                self.typing.remove_typist(message["stream"], message["author"])
                self.deliver(message["stream"], message["frames"])
            case "presence":
                self.presence.add_report(message)
                self._schedule_presence_frame(message["stream"])
            case "typing":
                self.typing.add_report(message)
                self._schedule_typing_frame(message["stream"])
            case "close_session":
                for tab in list(self.open_tabs):
                    if tab.session_key == message["session"]:
                        tab.close(CLOSE_ACCESS_ENDED)
            case "recheck":
                asyncio.ensure_future(self._recheck(message["stream"], message["member"]))

    def deliver(self, stream: str, frames: FramesByLanguage) -> None:
        """Encode the frame once for each language and deliver it to the tabs."""
        encoded: dict[str, bytes] = {}
        for tab in tuple(self.tabs_by_stream.get(stream, ())):
            language = tab.language
            if language in frames:  # else the tab subscribed after the frames were rendered
                if language not in encoded:
                    encoded[language] = encode_frame(frames[language])
                tab.deliver(encoded[language])

    def _deliver_to_all(self, stream: str, content: dict[str, Any]) -> None:
        frame = encode_frame({**content, "line": stream})
        for tab in tuple(self.tabs_by_stream.get(stream, ())):
            tab.deliver(frame)

    # --- rights that end ---

    async def _recheck(self, stream: str, member_id: int) -> None:
        if stream:
            await self._recheck_tabs(set(self.tabs_by_stream.get(stream, ())), {stream})
        else:
            tabs = {tab for tab in self.open_tabs if tab.member.pk == member_id}
            await self._recheck_tabs(tabs, set(self.tabs_by_stream))

    async def _recheck_tabs(self, tabs: set[Any], streams: set[str]) -> None:
        """Close tabs whose member has no access, and end subscriptions that the rules refuse."""
        members = await reload_members({tab.member.pk for tab in tabs if tab.member.pk})
        for tab in tabs:
            before, tab.member = tab.member, members.get(tab.member.pk, tab.member)
            tab.may_type.clear()
            self._update_visibility(tab, before)
            if tab.member.pk and permissions.refuse_access(tab.member):
                tab.close(CLOSE_ACCESS_ENDED)
        subscriptions = [(tab, stream) for tab in tabs for stream in tab.streams & streams]
        refusals = await subscription_refusals(subscriptions)
        for (tab, stream), why in zip(subscriptions, refusals, strict=True):
            if why and stream in tab.streams:
                self.unsubscribe(tab, stream)
                tab.deliver(encode_frame({"type": "dropped", "line": stream, "why": why}))

    # --- the round every 25 s ---

    async def _run_rounds(self) -> None:
        while True:
            await asyncio.sleep(settings.LIVE_ROUND_EVERY * random.uniform(0.9, 1.1))  # noqa: S311
            try:
                await self._run_round()
            except Exception:  # the next round tries again
                logger.exception("A round of the hub failed")

    async def _run_round(self) -> None:
        """Join the groups again, send each stream its last mark, and apply the rules again."""
        await self._join_group(HUB_GROUP)
        for stream in list(self.tabs_by_stream):
            await self._join_group(group_name(stream))
            self._schedule_presence_report(stream)
        marks = await last_marks(list(self.tabs_by_stream))
        for stream, mark in marks.items():
            self._deliver_to_all(stream, {"type": "mark", "mark": mark})
        closed = await streams_closed_to_visitors(list(self.tabs_by_stream))
        await self._recheck_tabs(set(self.open_tabs), closed)

    # --- presence and typing ---

    def _update_visibility(self, tab: Any, before: Any) -> None:
        """Stop or start showing a member who has changed the preference. before: as they were."""
        if not tab.member.pk or tab.member.shows_presence == before.shows_presence:
            return
        for stream in tab.streams:
            self.typing.remove_typist(stream, tab.member.pk)
            self._schedule_presence_report(stream)

    def _schedule_presence_report(self, stream: str) -> None:
        if has_presence(stream):
            self.presence.schedule_report(stream, self)

    def _schedule_presence_frame(self, stream: str) -> None:
        async def send() -> None:
            count = self.presence.summary(stream)["count"]
            self._deliver_to_all(stream, {"type": "presence", "count": count})

        self.presence.frame_throttle.schedule(stream, send)

    def _schedule_typing_frame(self, stream: str) -> None:
        async def send() -> None:
            self._deliver_to_all(stream, {"type": "typing", **self.typing.summary(stream)})

        self.typing.frame_throttle.schedule(stream, send)


hub = Hub()
