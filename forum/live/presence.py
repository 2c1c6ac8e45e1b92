"""Presence: who is in a room, as reports that expire. Each hub reports the members of its tabs.

To send n names to n tabs is n² after a restart. So a frame holds only a count, and is sent at most
every 5 s for a stream. A page that shows the names, at most 20, requests them. A member who does
not want to be shown is neither named nor counted.
"""

import time
import uuid
from typing import Any

from channels.layers import get_channel_layer
from django.core.cache import cache

from forum.live.broadcast import group_name
from forum.live.throttle import Throttle

KINDS_WITH_PRESENCE = ("room",)
MAX_NAMES = 20
INTERVAL = 5.0  # seconds
EXPIRES_AFTER = 60.0  # seconds; longer than two rounds of a hub


def has_presence(stream: str) -> bool:
    return stream.partition(":")[0] in KINDS_WITH_PRESENCE


def present_in(stream: str) -> dict[str, Any]:
    """Return {count, people} from the last reports. people: keys of at most 20 members."""
    return present_by_stream([stream]).get(stream) or {"count": 0, "people": []}


def present_by_stream(streams: list[str]) -> dict[str, dict[str, Any]]:
    """Return the same for many streams in one cache request, without empty streams."""
    cached = cache.get_many([_cache_key(stream) for stream in streams])
    present = {stream: cached.get(_cache_key(stream), {}) for stream in streams}
    return {stream: summary for stream, summary in present.items() if summary.get("count")}


def _cache_key(stream: str) -> str:
    return f"presence:{group_name(stream)}"


class PresenceTracker:
    """The last report of each hub about each stream."""

    def __init__(self) -> None:
        self.hub_id = uuid.uuid4().hex
        self.frame_throttle = Throttle(INTERVAL)
        self._report_throttle = Throttle(INTERVAL)
        # stream -> hub -> (report, when it arrived)
        self._reports: dict[str, dict[str, tuple[dict[str, Any], float]]] = {}

    def add_report(self, report: dict[str, Any]) -> None:
        reports = self._reports.setdefault(report["stream"], {})
        reports[report["hub"]] = (report, time.monotonic())

    def summary(self, stream: str) -> dict[str, Any]:
        """Return {count, people} of all hubs. A member counts once, a visitor once for each tab."""
        oldest = time.monotonic() - EXPIRES_AFTER
        reports = self._reports.get(stream, {})
        self._reports[stream] = {hub: entry for hub, entry in reports.items() if entry[1] > oldest}
        people: set[int] = set()
        unnamed = 0
        for report, _arrived_at in self._reports[stream].values():
            people.update(report["people"])
            unnamed += report["more"] + report["visitors"]
        return {"count": len(people) + unnamed, "people": sorted(people)[:MAX_NAMES]}

    def schedule_report(self, stream: str, hub: Any) -> None:
        """Report the people of this hub's tabs, at most every 5 s."""
        self._report_throttle.schedule(stream, lambda: self._report(stream, hub))

    async def _report(self, stream: str, hub: Any) -> None:
        tabs = hub.tabs_by_stream.get(stream, set())
        members = {tab.member.pk for tab in tabs if tab.member.pk and tab.member.shows_presence}
        people = list(members)
        report = {
            "type": "presence",
            "stream": stream,
            "hub": self.hub_id,
            "people": people[:MAX_NAMES],
            "more": len(people[MAX_NAMES:]),
            "visitors": sum(1 for tab in tabs if not tab.member.pk),
        }
        self.add_report(report)
        await get_channel_layer().group_send(group_name(stream), report)
        await cache.aset(_cache_key(stream), self.summary(stream), timeout=EXPIRES_AFTER)
        if not tabs:
            self._reports.pop(stream, None)
            self._report_throttle.remove_stream(stream)
            self.frame_throttle.remove_stream(stream)
