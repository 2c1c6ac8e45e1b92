"""The hub of a process: it receives each message once and delivers the frame to its tabs."""

import asyncio
import logging
from collections import defaultdict
from typing import Any

from channels.layers import get_channel_layer

from forum.live import background_tasks, rechecks
from forum.live.broadcast import HUB_GROUP, FramesByLanguage, encode_frame, group_name
from forum.live.presence import PresenceTracker, has_presence
from forum.live.typing_indicator import TypingTracker

logger = logging.getLogger(__name__)


class Hub:
    """The tabs of this process and their subscriptions. All methods but one run on its loop."""

    def __init__(self) -> None:
        self.open_tabs: set[Any] = set()
        self.tabs_by_stream: dict[str, set[Any]] = defaultdict(set)
        # For the metrics: frames sent to tabs, and tabs closed because they read too slowly.
        self.sent = self.dropped = 0
        self.presence = PresenceTracker()
        self.typing = TypingTracker()
        # (stream, member) of rechecks that have not begun
        self.waiting_rechecks: set[tuple[str, int]] = set()
        # Grows when a right may have changed: an answer that was asked for before may be old.
        self.rights_changes = 0
        # Streams with a group that this hub joined, and has not left for certain.
        self.joined: set[str] = set()
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
        try:
            async with self._group_lock:
                if stream not in self.tabs_by_stream:
                    await self._join(stream)
                if tab not in self.open_tabs:  # it was closed while this waited
                    return
                self.tabs_by_stream[stream].add(tab)
                tab.streams.add(stream)
        finally:
            if stream not in self.tabs_by_stream:
                background_tasks.start(self.join_or_leave(stream))
        self.schedule_presence_report(stream)

    def unsubscribe(self, tab: Any, stream: str) -> None:
        if stream not in tab.streams:
            return
        tab.streams.discard(stream)
        self.tabs_by_stream[stream].discard(tab)
        self.schedule_presence_report(stream)
        if not self.tabs_by_stream[stream]:
            del self.tabs_by_stream[stream]
            self.typing.forget(stream)
            background_tasks.start(self.join_or_leave(stream))

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
            await self.join_hub_group()
            self._tasks = [
                asyncio.ensure_future(self._receive_messages()),
                asyncio.ensure_future(rechecks.run_periodic_rechecks(self)),
            ]

    async def join_hub_group(self) -> None:
        await get_channel_layer().group_add(HUB_GROUP, self._channel)

    async def join_or_leave(self, stream: str) -> None:
        """Be in the group of a stream exactly if a tab subscribes to it."""
        async with self._group_lock:
            if stream in self.tabs_by_stream:
                await self._join(stream)
            else:
                await get_channel_layer().group_discard(group_name(stream), self._channel)
                self.joined.discard(stream)

    async def _join(self, stream: str) -> None:
        self.joined.add(stream)  # first: a join that fails halfway has to be undone
        await get_channel_layer().group_add(group_name(stream), self._channel)

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
            case "presence" if message["stream"] in self.tabs_by_stream:
                self.presence.add_report(message)
                self._schedule_presence_frame(message["stream"])
            case "typing" if message["stream"] in self.tabs_by_stream:
                self.typing.add_report(message)
                self._schedule_typing_frame(message["stream"])
            case "close_session":
                self.rights_changes += 1
                for tab in list(self.open_tabs):
                    if tab.session_key == message["session"]:
                        tab.close(rechecks.CLOSE_ACCESS_ENDED)
            case "recheck":
                self.rights_changes += 1
                rechecks.request_recheck(self, stream=message["stream"], member=message["member"])

    def deliver(self, stream: str, frames: FramesByLanguage) -> None:
        """Encode the frame once for each language and deliver it to the tabs."""
        encoded: dict[str, bytes] = {}
        for tab in tuple(self.tabs_by_stream.get(stream, ())):
            language = tab.language
            if language in frames:  # else the tab subscribed after the frames were rendered
                if language not in encoded:
                    encoded[language] = encode_frame(frames[language])
                tab.write_or_queue(encoded[language])

    def deliver_to_all(self, stream: str, content: dict[str, Any]) -> None:
        frame = encode_frame({**content, "line": stream})
        for tab in tuple(self.tabs_by_stream.get(stream, ())):
            tab.write_or_queue(frame)

    # --- presence and typing ---

    def update_visibility(self, tab: Any, before: Any) -> None:
        """Stop or start showing a member who has changed the preference. before: as they were."""
        if not tab.member.pk or tab.member.shows_presence == before.shows_presence:
            return
        for stream in tab.streams:
            self.typing.remove_typist(stream, tab.member.pk)
            self.schedule_presence_report(stream)

    def schedule_presence_report(self, stream: str) -> None:
        if has_presence(stream):
            self.presence.schedule_report(stream, self)

    def _schedule_presence_frame(self, stream: str) -> None:
        async def send() -> None:
            count = self.presence.summary(stream)["count"]
            self.deliver_to_all(stream, {"type": "presence", "count": count})

        self.presence.frame_throttle.schedule(stream, send)

    def _schedule_typing_frame(self, stream: str) -> None:
        async def send() -> None:
            self.deliver_to_all(stream, {"type": "typing", **self.typing.summary(stream)})

        self.typing.frame_throttle.schedule(stream, send)


hub = Hub()
