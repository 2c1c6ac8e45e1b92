"""Typing indicator: who is typing, as reports that expire.

Nothing is stored and nothing is queried. A frame is sent at most every 3 s for a stream.
"""

import time
import uuid
from typing import Any

from channels.layers import get_channel_layer

from forum.live.broadcast import group_name
from forum.live.throttle import Throttle

INTERVAL = 3.0  # seconds between two frames of a stream
MAX_NAMES = 3
EXPIRES_AFTER = 6.0  # seconds after the last frame of the tab that types

NameByMember = dict[str, str]  # by the primary key of the member, as JSON has it


class TypingTracker:
    """The members who type in this process, and the last report of each hub."""

    def __init__(self) -> None:
        self.hub_id = uuid.uuid4().hex
        self.frame_throttle = Throttle(INTERVAL)
        self._report_throttle = Throttle(INTERVAL)
        # stream -> member -> (name, when they last typed)
        self._own_typists: dict[str, dict[str, tuple[str, float]]] = {}
        # stream -> hub -> (at most 3 names, how many more, when the report arrived)
        self._reports: dict[str, dict[str, tuple[NameByMember, int, float]]] = {}

    def add_typist(self, stream: str, member: Any) -> None:
        """Remember that a member of this process types, and report it to all hubs soon."""
        typists = self._own_typists.setdefault(stream, {})
        typists[str(member.pk)] = (member.get_full_name(), time.monotonic())
        self._report_throttle.schedule(stream, lambda: self._report(stream))

    def add_report(self, report: dict[str, Any]) -> None:
        # A copy, because other hubs have the same report and `remove_typist` changes this one.
        entry = (dict(report["people"]), report["more"], time.monotonic())
        self._reports.setdefault(report["stream"], {})[report["hub"]] = entry

    def remove_typist(self, stream: str, member_id: int) -> None:
        """Forget a member: their text has arrived, or they no longer want to be shown."""
        self._own_typists.get(stream, {}).pop(str(member_id), None)
        for people, _more, _arrived_at in self._reports.get(stream, {}).values():
            people.pop(str(member_id), None)

    def summary(self, stream: str) -> dict[str, Any]:
        """Return {members, names, count} of all hubs, with at most 3 names."""
        oldest = time.monotonic() - EXPIRES_AFTER
        reports = self._reports.get(stream, {})
        self._reports[stream] = {hub: entry for hub, entry in reports.items() if entry[2] > oldest}
        people: NameByMember = {}
        unnamed = 0
        for named, more, _arrived_at in self._reports[stream].values():
            people.update(named)
            unnamed += more
        shown = list(people.items())[:MAX_NAMES]
        return {
            "members": [int(member) for member, _name in shown],
            "names": [name for _member, name in shown],
            "count": len(people) + unnamed,
        }

    def forget(self, stream: str) -> None:
        """Forget a stream that no tab of this process subscribes to."""
        self._own_typists.pop(stream, None)
        self._reports.pop(stream, None)
        self._report_throttle.remove_stream(stream)
        self.frame_throttle.remove_stream(stream)

    async def _report(self, stream: str) -> None:
        oldest = time.monotonic() - EXPIRES_AFTER
        typists = self._own_typists.get(stream, {})
        fresh = {member: entry for member, entry in typists.items() if entry[1] > oldest}
        self._own_typists[stream] = fresh
        named = [(member, name) for member, (name, _typed_at) in fresh.items()][-MAX_NAMES:]
        report = {
            "type": "typing",
            "stream": stream,
            "hub": self.hub_id,
            "people": dict(named),
            "more": len(fresh) - len(named),
        }
        await get_channel_layer().group_send(group_name(stream), report)
