"""Who is here, by expiry: each hub tells its own tabs' people, every hub adds up what it hears.

n people told to n listeners is n² after a restart, so a frame holds a count only, and goes out at most
every 5 s for a line; the names, at most 20, are fetched by who wants them. A member who does not want to
be shown is not told at all: not by name, and not in the count.
"""

import time
import uuid
from typing import Any

from channels.layers import get_channel_layer
from django.core.cache import cache

from forum.live.broadcast import group_name
from forum.live.throttle import Throttle

SHOWN_KINDS = ("room",)
MAX_NAMES = 20
AT_MOST_EVERY = 5.0  # seconds
EXPIRES_AFTER = 60.0  # seconds; two rounds and a little


def has_presence(line: str) -> bool:
    return line.partition(":")[0] in SHOWN_KINDS


def present_in(line: str) -> dict[str, Any]:
    """{count, people} of a line as the hubs last told it; people: keys of at most 20 members."""
    return present_by_stream([line]).get(line) or {"count": 0, "people": []}


def present_by_stream(lines: list[str]) -> dict[str, dict[str, Any]]:
    """The same for many lines in one question; those where nobody is are left out."""
    found = cache.get_many([_key(line) for line in lines])
    return {line: found[_key(line)] for line in lines if found.get(_key(line), {}).get("count")}


def _key(line: str) -> str:
    return f"presence:{group_name(line)}"


class PresenceTracker:
    """line -> hub -> (its people, when it said so)."""

    def __init__(self) -> None:
        self.hub_id = uuid.uuid4().hex
        self.showing = Throttle(AT_MOST_EVERY)
        self._telling = Throttle(AT_MOST_EVERY)
        self._told: dict[str, dict[str, tuple[dict[str, Any], float]]] = {}

    def take(self, message: dict[str, Any]) -> None:
        self._told.setdefault(message["line"], {})[message["hub"]] = (message, time.monotonic())

    def seen(self, line: str) -> dict[str, Any]:
        """{count, people}: members once each over all hubs, and visitors by tab."""
        fresh = time.monotonic() - EXPIRES_AFTER
        rosters = {hub: told for hub, told in self._told.get(line, {}).items() if told[1] > fresh}
        self._told[line] = rosters
        people = {member for message, _when in rosters.values() for member in message["people"]}
        unnamed = sum(message["more"] + message["visitors"] for message, _when in rosters.values())
        return {"count": len(people) + unnamed, "people": sorted(people)[:MAX_NAMES]}

    def tell_soon(self, line: str, hub: Any) -> None:
        """Tell this hub's people on `line`, now or when 5 s have passed since the last time."""
        self._telling.soon(line, lambda: self._tell(line, hub))

    async def _tell(self, line: str, hub: Any) -> None:
        tabs = hub.tabs.get(line, set())
        people = list(
            {tab.member.pk for tab in tabs if tab.member.pk and tab.member.shows_presence}
        )
        message = {
            "type": "roster",
            "line": line,
            "hub": self.hub_id,
            "people": people[:MAX_NAMES],
            "more": len(people[MAX_NAMES:]),
            "visitors": sum(1 for tab in tabs if not tab.member.pk),
        }
        self.take(message)
        await get_channel_layer().group_send(group_name(line), message)
        await cache.aset(_key(line), self.seen(line), timeout=EXPIRES_AFTER)
        if not tabs:
            self._told.pop(line, None)
            self._telling.forget(line)
            self.showing.forget(line)
