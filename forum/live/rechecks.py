"""Check rights again: when an event may have ended one, and every 25 s (decision 4)."""

import asyncio
import logging
import random
from typing import Any

from django.conf import settings

from accounts import permissions
from forum.live import background_tasks
from forum.live.broadcast import encode_frame
from forum.live.database_calls import (
    find_ended_sessions,
    last_marks,
    reload_members,
    streams_closed_to_visitors,
    subscription_refusals,
)

logger = logging.getLogger(__name__)

CLOSE_ACCESS_ENDED = 4003
RETRY_DELAYS = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds; after that the periodic recheck does it


def request_recheck(hub: Any, *, stream: str = "", member: int = 0) -> None:
    """Check the tabs of a stream or of a member soon. Equal requests that still wait are one."""
    request = (stream, member)
    if request not in hub.waiting_rechecks:
        hub.waiting_rechecks.add(request)
        background_tasks.start(_recheck_until_success(hub, *request))


async def _recheck_until_success(hub: Any, stream: str, member_id: int) -> None:
    for delay in (*RETRY_DELAYS, None):
        # A request that comes from now on may be about a later change, so it does not wait.
        hub.waiting_rechecks.discard((stream, member_id))
        try:
            await _recheck_subscriptions(hub, stream, member_id)
            return
        except Exception:  # the database may answer again soon
            logger.exception("Rights of %s were not checked", stream or f"member {member_id}")
        if delay is None or (stream, member_id) in hub.waiting_rechecks:
            return
        hub.waiting_rechecks.add((stream, member_id))
        await asyncio.sleep(delay)


async def _recheck_subscriptions(hub: Any, stream: str, member_id: int) -> None:
    if stream:
        await recheck_tabs(hub, set(hub.tabs_by_stream.get(stream, ())), {stream})
    elif member_id:
        tabs = {tab for tab in hub.open_tabs if tab.member.pk == member_id}
        await recheck_tabs(hub, tabs, set(hub.tabs_by_stream))
    else:
        await recheck_all_tabs(hub)


async def recheck_tabs(hub: Any, tabs: set[Any], streams: set[str]) -> None:
    """Close tabs of members without access, and end subscriptions that the rules refuse."""
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
            tab.write_or_queue(encode_frame({"type": "dropped", "line": stream, "why": why}))


async def run_periodic_rechecks(hub: Any) -> None:
    while True:
        await asyncio.sleep(settings.LIVE_ROUND_EVERY * random.uniform(0.9, 1.1))  # noqa: S311
        # Rights are checked even if Redis fails, and groups are joined even if the database does.
        for step in (join_groups_again, send_last_marks, recheck_all_tabs, close_ended_sessions):
            try:
                await step(hub)
            except Exception:  # the next round tries again
                logger.exception("The periodic recheck failed in %s", step.__name__)


async def join_groups_again(hub: Any) -> None:
    """The channel layer may have forgotten them: Redis was restarted, or they expired."""
    await hub.join_hub_group()
    for stream in list(hub.joined):
        await hub.join_or_leave(stream)
        hub.schedule_presence_report(stream)


async def send_last_marks(hub: Any) -> None:
    marks = await last_marks(list(hub.tabs_by_stream))
    for stream, mark in marks.items():
        hub.deliver_to_all(stream, {"type": "mark", "mark": mark})


async def recheck_all_tabs(hub: Any) -> None:
    closed = await streams_closed_to_visitors(list(hub.tabs_by_stream))
    await recheck_tabs(hub, set(hub.open_tabs), closed)


async def close_ended_sessions(hub: Any) -> None:
    """Close the tabs of sessions that expired, were deleted, or have an older password.

    None of these leaves an event. A page in a browser with another session of the same member
    connects again.
    """
    tabs = [tab for tab in hub.open_tabs if tab.member.pk]
    to_verify = {
        tab.session_key: tab.member.pk for tab in tabs if tab.member.password != tab.password
    }
    ended = await find_ended_sessions({tab.session_key for tab in tabs}, to_verify)
    for tab in tabs:
        if tab.session_key in ended:
            tab.close(CLOSE_ACCESS_ENDED)
        else:
            tab.password = tab.member.password
