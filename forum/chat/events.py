"""What happens to rooms and messages.

message_id: the key of the message; by: the key of the member who did it; mark: the change mark that
the change took, 0 in events of older releases.

Rows of the event log store the names of these classes, so the names stay.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class RoomOpened:
    """A member opened the room of a theme or topic, which nobody had used before."""

    room_id: int
    by: int


@dataclass(frozen=True)
class MessageEvent:
    message_id: int
    by: int


@dataclass(frozen=True)
class MessageSaid(MessageEvent):
    """A member sent a message to a room."""


@dataclass(frozen=True)
class MessageEdited(MessageEvent):
    """The author gave a message a new text."""

    mark: int = 0


@dataclass(frozen=True)
class MessageDeleted(MessageEvent):
    """The author deleted a message."""


@dataclass(frozen=True)
class MessageRestored(MessageEvent):
    """The author restored a message that they had deleted."""


@dataclass(frozen=True)
class MessageHidden(MessageEvent):
    """A facilitator hid a message. why: the reason that the author reads."""

    why: str = ""
    mark: int = 0


@dataclass(frozen=True)
class MessageUnhidden(MessageEvent):
    """A facilitator showed a hidden message again."""


@dataclass(frozen=True)
class MessageMentionForgotten(MessageEvent):
    """A message no longer mentions the username of a closed account."""


@dataclass(frozen=True)
class MessageRemade(MessageEvent):
    """A message was rendered again, from the same source."""


@dataclass(frozen=True)
class MessageReported(MessageEvent):
    """A member reported a message to the facilitators. report_id: 0 in events of older releases."""

    why: str = ""
    mark: int = 0
    report_id: int = 0
