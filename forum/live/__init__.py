"""Delivery: what happened reaches every open tab; a hint only, the database is the truth (decision 1).

A line is a live stream a tab listens on, named by its kind and key: "topic:17", "room:3", "member:8",
"theme:2". This package knows lines by name; forum/event_listeners.py says which slice serves which kind.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol


class StreamKind(Protocol):
    """What a slice's lines.py offers for one kind of line."""

    def refuse_subscription(self, member: Any, key: int) -> str:
        """Why `member` (or AnonymousUser) may not listen; "" when they may."""

    def may_type(self, member: Any, key: int) -> bool:
        """Whether `member` may write there, so that others are told when they do."""

    def last_marks(self, keys: Iterable[int]) -> Mapping[int, int]:
        """The last mark of each line; empty for kinds without marks."""

    def changes(
        self, key: int, member: Any, *, since: int, first: int, last: int
    ) -> dict[str, Any]:
        """The catch-up answer {head, state, items, more}, in the active language."""


_kinds: dict[str, StreamKind] = {}


def register_stream_kinds(kinds: Mapping[str, StreamKind]) -> None:
    """Take the table of forum/event_listeners.py: kind of line -> the slice that serves it."""
    _kinds.update(kinds)


def stream_kinds() -> Mapping[str, StreamKind]:
    return _kinds


def parse_stream_name(line: str) -> tuple[StreamKind, int]:
    """The slice and key behind a line's name. Raises LookupError for a name that is none."""
    kind, _, key = line.partition(":")
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        raise LookupError(line)
    return _kinds[kind], int(key)


def refuse_subscription(member: Any, line: str) -> str:
    """Why `member` may not listen on `line`, "" when they may. Raises LookupError for no line."""
    lines, key = parse_stream_name(line)
    return lines.refuse_subscription(member, key)


def may_type(member: Any, line: str) -> bool:
    lines, key = parse_stream_name(line)
    return lines.may_type(member, key)
