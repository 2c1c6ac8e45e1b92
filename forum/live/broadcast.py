"""The way out: frames go from any thread to the hubs of all processes (decision 4).

`async_to_sync(group_send)` would open a connection on every call, so one long-lived event loop per
process sends: Daphne's own where there is one, else that of a thread started at the first need.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Collection
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings
from django.utils import translation

logger = logging.getLogger(__name__)

MAX_QUEUED_MESSAGES = (
    10_000  # frames; the oldest are dropped when the layer hangs, and found by their marks
)
HUB_GROUP = "hubs"  # the group every hub hears

Frames = dict[str, dict[str, Any]]  # by language; each hub encodes those that its tabs speak

_ALL = [language for language, _name in settings.LANGUAGES]

_waiting: deque[tuple[str, dict[str, Any]]] = deque(maxlen=MAX_QUEUED_MESSAGES)
_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_languages_of: Callable[[str], Collection[str]]  # there once there is a loop
_is_woken = False  # the loop was told that something waits, and has not looked yet
_sending: asyncio.Task[None] | None = None


def set_event_loop(
    loop: asyncio.AbstractEventLoop, languages_of: Callable[[str], Collection[str]]
) -> None:
    """Send from this loop from now on; called once with Daphne's. languages_of: of the tabs of a line in this process."""
    global _loop, _languages_of
    _languages_of, _loop = languages_of, loop  # in this order: other threads look at the loop first


def group_name(line: str) -> str:
    return "line." + line.replace(":", ".")


def broadcast(line: str, render: Callable[[], dict[str, Any]], *, author_id: int = 0) -> None:
    """Give everyone who listens on `line` the frame that `render` makes, in their language. Never blocks.

    author_id: whose text it is, and who is therefore no longer typing it.
    """
    if _loop_here() is not None and (languages := _heard(line)):
        frames = _in_each(languages, render)
        _post(group_name(line), {"type": "frames", "line": line, "frames": frames, "by": author_id})


def recheck_subscriptions(*, stream: str = "", member: int = 0) -> None:
    """Make every hub ask the rules again for who listens on `stream`, or for all that `member` listens on."""
    _post(HUB_GROUP, {"type": "ask_again", "line": stream, "member": member})


def close_session_tabs(session_key: str) -> None:
    """Make every hub close the tabs of a session that was signed out."""
    _post(HUB_GROUP, {"type": "end_session", "session": session_key})


def _heard(line: str) -> Collection[str]:
    """The languages in which somebody may hear `line`: all of them, when other processes have tabs, too.

    A tab that joins meanwhile misses nothing: what is published was committed before, and `listening` tells it.
    """
    return _ALL if settings.REDIS_URL else _languages_of(line)


def _in_each(languages: Collection[str], render: Callable[[], dict[str, Any]]) -> Frames:
    """The frame made once in each of `languages` (decision 5)."""
    here = translation.get_language()
    frames = {here: render()} if here in languages else {}
    for language in set(languages) - {here}:
        with translation.override(language):
            frames[language] = render()
    return frames


def nudge(line: str) -> None:
    """Tell a line without marks that something changed: ask again."""
    broadcast(line, lambda: {"type": "nudge", "line": line})


def item_frame(line: str, item: Any, html: str) -> dict[str, Any]:
    """The frame of one post or message; html: its partial in the active language."""
    return {
        "type": "item",
        "line": line,
        "mark": item.changed,
        "number": item.number,
        "nonce": str(item.nonce),
        "html": html.strip(),
    }


def _post(group: str, message: dict[str, Any]) -> None:
    global _is_woken
    loop = _loop_here()
    if loop is None:
        return
    _waiting.append((group, message))
    if not _is_woken:  # waking it takes longer than everything else here
        _is_woken = True
        loop.call_soon_threadsafe(_send_all)


def _loop_here() -> asyncio.AbstractEventLoop | None:
    """The loop to send from; None in a process in whose memory nobody can listen."""
    global _loop
    with _lock:
        if _loop is None and settings.REDIS_URL:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="publish", daemon=True).start()
    return _loop


def _send_all() -> None:
    global _sending, _is_woken
    _is_woken = False  # before it looks, or what comes meanwhile would wait for the next
    if _sending is None or _sending.done():
        _sending = asyncio.ensure_future(_drain())


async def _drain() -> None:
    while _waiting:
        try:
            async with asyncio.timeout(10):
                await _send_some()
        except Exception:  # a lost frame is a delay: its mark shows the hole
            logger.exception("a frame was lost")
            await asyncio.sleep(0.5)
        await asyncio.sleep(0)  # the hub and the tabs have their turn


async def _send_some() -> None:
    layer = get_channel_layer()
    for _ in range(min(50, len(_waiting))):
        await layer.group_send(*_waiting.popleft())
