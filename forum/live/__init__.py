"""Live delivery: broadcast what changed to every open tab (decision 1).

A frame is only a hint. The database is the truth. A stream is a named source of frames, such as
"topic:17", "room:3", "theme:2" or "member:8": its kind and its key. Start reading in broadcast.py,
which sends frames, and hub.py, which delivers them to tabs. This package may import accounts and
collective_brain, but no other package of forum: forum/event_listeners/ registers the kinds.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from collective_brain.web.numbers import MAX_KEY, parse_number


class StreamKind(Protocol):
    """The interface of a package's streams.py for one kind of stream."""

    def refuse_subscription(self, member: Any, key: int) -> str:
        """Return why `member` (or AnonymousUser) may not subscribe, or ""."""

    def may_type(self, member: Any, key: int) -> bool:
        """Return whether `member` may write there. If so, others see that they are typing."""

    def last_marks(self, keys: Iterable[int]) -> Mapping[int, int]:
        """Return the last change mark of each stream. Empty for kinds without change marks."""

    def changes(
        self, key: int, member: Any, *, since: int, first: int, last: int
    ) -> dict[str, Any]:
        """Return the catch-up answer {head, state, items, more} in the active language."""


_kinds: dict[str, StreamKind] = {}


def register_stream_kinds(kinds: Mapping[str, StreamKind]) -> None:
    _kinds.update(kinds)


def stream_kinds() -> Mapping[str, StreamKind]:
    return _kinds


def parse_stream_name(stream: str) -> tuple[StreamKind, int]:
    """Return the kind and the key. Raise LookupError for a name that is no stream's."""
    kind, _, key = stream.partition(":")
    number = parse_number(key, -1, maximum=MAX_KEY)
    if number < 0:
        raise LookupError(stream)
    return _kinds[kind], number


def refuse_subscription(member: Any, stream: str) -> str:
    kind, key = parse_stream_name(stream)
    return kind.refuse_subscription(member, key)


def may_type(member: Any, stream: str) -> bool:
    kind, key = parse_stream_name(stream)
    return kind.may_type(member, key)
