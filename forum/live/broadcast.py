"""Send frames from any thread to the hubs of all processes (decision 4).

`async_to_sync(group_send)` opens a connection on every call, so each process sends from one event
loop that stays: Daphne's loop, or that of a thread in a process without Daphne.
"""

import asyncio
import json
import logging
import threading
from collections import deque
from collections.abc import Callable, Collection
from datetime import UTC
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings
from django.utils import timezone, translation

logger = logging.getLogger(__name__)

# Messages. The oldest are dropped when the channel layer hangs; tabs find the gap by change marks.
MAX_QUEUED_MESSAGES = 10_000
HUB_GROUP = "hubs"  # the group of all hubs

FramesByLanguage = dict[str, dict[str, Any]]

_ALL_LANGUAGES = [language for language, _name in settings.LANGUAGES]

# json.dumps creates an encoder at each call.
_encode_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_queue: deque[tuple[str, dict[str, Any]]] = deque(maxlen=MAX_QUEUED_MESSAGES)
_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_languages_of: Callable[[str], Collection[str]]  # set together with _loop
_is_wake_up_pending = False
_sender: asyncio.Task[None] | None = None


def set_event_loop(
    loop: asyncio.AbstractEventLoop, languages_of: Callable[[str], Collection[str]]
) -> None:
    """Send from this loop.

    languages_of: returns the languages of the tabs of this process that subscribe to a stream.
    """
    global _loop, _languages_of
    _languages_of = languages_of
    _loop = loop  # last, because other threads read it first


def group_name(stream: str) -> str:
    return "stream." + stream.replace(":", ".")


def broadcast(stream: str, render: Callable[[], dict[str, Any]], *, author_id: int = 0) -> None:
    """Send a frame to all tabs that subscribe to `stream`, in their language. Never blocks.

    render: builds the frame in the active language.
    author_id: the member who wrote it. They are no longer typing.
    """
    if _event_loop() is None:
        return
    languages = _subscribed_languages(stream)
    if languages:
        frames = _render_in(languages, render)
        message = {"type": "frames", "stream": stream, "frames": frames, "author": author_id}
        _enqueue(group_name(stream), message)


def recheck_subscriptions(*, stream: str = "", member: int = 0) -> None:
    """Make every hub apply the rules again to the tabs of `stream`, to those of `member`, or to
    all tabs if neither is given.
    """
    _enqueue(HUB_GROUP, {"type": "recheck", "stream": stream, "member": member})


def close_session_tabs(session_key: str) -> None:
    """Make every hub close the tabs of a session that has ended."""
    _enqueue(HUB_GROUP, {"type": "close_session", "session": session_key})


def nudge(stream: str) -> None:
    """Tell the tabs of a stream without change marks to ask for its content again."""
    broadcast(stream, lambda: {"type": "nudge", "line": stream})


def item_frame(stream: str, item: Any, html: str) -> dict[str, Any]:
    """Build the frame of one post or message. html: its partial in the active language."""
    return {
        "type": "item",
        "line": stream,
        "mark": item.changed,
        "number": item.number,
        "nonce": str(item.nonce),
        "html": html.strip(),
    }


def encode_frame(content: Any) -> bytes:
    return _encode_json(content).encode()


def _subscribed_languages(stream: str) -> Collection[str]:
    """Return the languages of the tabs of `stream`, or all if other processes may have tabs.

    A tab that subscribes a moment later misses nothing: the write is committed already, and the
    `listening` frame contains its change mark.
    """
    return _ALL_LANGUAGES if settings.REDIS_URL else _languages_of(stream)


def _render_in(
    languages: Collection[str], render: Callable[[], dict[str, Any]]
) -> FramesByLanguage:
    """Render once for each language (decision 5). The tabs show times in their own zone."""
    frames = {}
    for language in languages:
        with translation.override(language), timezone.override(UTC):
            frames[language] = render()
    return frames


def _enqueue(group: str, message: dict[str, Any]) -> None:
    global _is_wake_up_pending
    loop = _event_loop()
    if loop is None:
        return
    _queue.append((group, message))
    if not _is_wake_up_pending:  # a wake-up costs more than the rest of this function
        _is_wake_up_pending = True
        loop.call_soon_threadsafe(_start_sender)


def _event_loop() -> asyncio.AbstractEventLoop | None:
    """Return the loop to send from, or None if no tab can receive anything from this process."""
    global _loop
    with _lock:
        if _loop is not None and _loop.is_closed():  # the server is stopping
            _loop = None
        if _loop is None and settings.REDIS_URL:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="broadcast", daemon=True).start()
    return _loop


def _start_sender() -> None:
    global _sender, _is_wake_up_pending
    _is_wake_up_pending = False  # before the queue is read, or a new message might stay in it
    if _sender is None or _sender.done():
        _sender = asyncio.ensure_future(_send_queue())


async def _send_queue() -> None:
    while _queue:
        try:
            async with asyncio.timeout(10):
                await _send_batch()
        except Exception:  # a lost frame is a delay: tabs see the gap in the change marks
            logger.exception("A broadcast was lost")
            await asyncio.sleep(0.5)
        await asyncio.sleep(0)  # let the hub and the tabs run


async def _send_batch() -> None:
    layer = get_channel_layer()
    for _ in range(min(50, len(_queue))):
        await layer.group_send(*_queue.popleft())
