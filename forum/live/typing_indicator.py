"""Who is typing, by expiry: never stored, told at most every 3 s for a line, and without a query."""

import time
import uuid
from typing import Any

from channels.layers import get_channel_layer

from forum.live.broadcast import group_name
from forum.live.throttle import Throttle

AT_MOST_EVERY = 3.0  # seconds between two frames of a line
MAX_NAMES = 3
EXPIRES_AFTER = 6.0  # seconds without a new sign

People = dict[str, str]  # key of the member -> name


class TypingTracker:
    """Who types in this process (`note`), and what every hub said of its own (`take`)."""

    def __init__(self) -> None:
        self.hub_id = uuid.uuid4().hex
        self.showing = Throttle(AT_MOST_EVERY)
        self._telling = Throttle(AT_MOST_EVERY)
        self._own: dict[
            str, dict[str, tuple[str, float]]
        ] = {}  # line -> member -> (name, since when)
        self._told: dict[
            str, dict[str, tuple[People, int, float]]
        ] = {}  # line -> hub -> (named, more, when)

    def note(self, line: str, member: Any) -> None:
        """A tab of this process types; all hubs are told soon."""
        self._own.setdefault(line, {})[str(member.pk)] = (member.get_full_name(), time.monotonic())
        self._telling.soon(line, lambda: self._tell(line))

    def take(self, message: dict[str, Any]) -> None:
        told = (message["people"], message["more"], time.monotonic())
        self._told.setdefault(message["line"], {})[message["hub"]] = told

    def stop(self, line: str, member: int) -> None:
        """What they typed has come, or they may not be shown any more."""
        self._own.get(line, {}).pop(str(member), None)
        for people, _more, _when in self._told.get(line, {}).values():
            people.pop(str(member), None)

    def seen(self, line: str) -> dict[str, Any]:
        """{members, names, count} over all hubs; at most 3 are named."""
        fresh = time.monotonic() - EXPIRES_AFTER
        told = {hub: one for hub, one in self._told.get(line, {}).items() if one[2] > fresh}
        self._told[line] = told
        people: People = {}
        for named, _more, _when in told.values():
            people.update(named)
        shown = list(people.items())[:MAX_NAMES]
        return {
            "members": [int(member) for member, _name in shown],
            "names": [name for _member, name in shown],
            "count": len(people) + sum(more for _named, more, _when in told.values()),
        }

    def forget(self, line: str) -> None:
        """Nobody of this process listens any more."""
        self._own.pop(line, None)
        self._told.pop(line, None)
        self._telling.forget(line)
        self.showing.forget(line)

    async def _tell(self, line: str) -> None:
        fresh = time.monotonic() - EXPIRES_AFTER
        own = {who: said for who, said in self._own.get(line, {}).items() if said[1] > fresh}
        self._own[line] = own
        named = [(member, name) for member, (name, _when) in own.items()][-MAX_NAMES:]
        message = {
            "type": "typists",
            "line": line,
            "hub": self.hub_id,
            "people": dict(named),
            "more": len(own) - len(named),
        }
        await get_channel_layer().group_send(group_name(line), message)
