"""Check rights again: when an event may have ended one, and in a round every 25 s (decision 4)."""

import asyncio
import logging
import random
from typing import Any

from django.conf import settings

from accounts import permissions
from forum.live.broadcast import HUB_GROUP, encode_frame, group_name
from forum.live.database_calls import (
    last_marks,
    reload_members,
    streams_closed_to_visitors,
    subscription_refusals,
)

logger = logging.getLogger(__name__)

CLOSE_ACCESS_ENDED = 4003


async def recheck(hub: Any, stream: str, member_id: int) -> None:
    """Check the tabs of a stream, or if that is "", the tabs of a member."""
    if stream:
        await recheck_tabs(hub, set(hub.tabs_by_stream.get(stream, ())), {stream})
    else:
        tabs = {tab for tab in hub.open_tabs if tab.member.pk == member_id}
        await recheck_tabs(hub, tabs, set(hub.tabs_by_stream))


async def recheck_tabs(hub: Any, tabs: set[Any], streams: set[str]) -> None:
    """Close tabs whose member has no access, and end subscriptions that the rules refuse."""
    members = await reload_members({tab.member.pk for tab in tabs if tab.member.pk})
    for tab in tabs:
        before, tab.member = tab.member, members.get(tab.member.pk, tab.member)
        tab.may_type.clear()
        hub.update_visibility(tab, before)
        if tab.member.pk and permissions.refuse_access(tab.member):
            tab.close(CLOSE_ACCESS_ENDED)
    subscriptions = [(tab, stream) for tab in tabs for stream in tab.streams & streams]
    refusals = await subscription_refusals(subscriptions)
    for (tab, stream), why in zip(subscriptions, refusals, strict=True):
        if why and stream in tab.streams:
            hub.unsubscribe(tab, stream)
            tab.deliver(encode_frame({"type": "dropped", "line": stream, "why": why}))


async def run_rounds(hub: Any) -> None:
    while True:
        await asyncio.sleep(settings.LIVE_ROUND_EVERY * random.uniform(0.9, 1.1))  # noqa: S311
        try:
            await _run_round(hub)
        except Exception:  # the next round tries again
            logger.exception("A round of the hub failed")


async def _run_round(hub: Any) -> None:
    """Join the groups again, send each stream its last mark, and check all tabs."""
    await hub.join_group(HUB_GROUP)
    for stream in list(hub.tabs_by_stream):
        await hub.join_group(group_name(stream))
        hub.schedule_presence_report(stream)
    marks = await last_marks(list(hub.tabs_by_stream))
    for stream, mark in marks.items():
        hub.deliver_to_all(stream, {"type": "mark", "mark": mark})
    closed = await streams_closed_to_visitors(list(hub.tabs_by_stream))
    await recheck_tabs(hub, set(hub.open_tabs), closed)
