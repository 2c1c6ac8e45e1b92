"""What happens to messages. message_id: key of chat.Message; by: the member who did it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MessageEvent:
    message_id: int
    by: int


@dataclass(frozen=True)
class MessageSaid(MessageEvent):
    """A message became visible."""


@dataclass(frozen=True)
class MessageEdited(MessageEvent):
    """Its author gave a message a new text."""


@dataclass(frozen=True)
class MessageDeleted(MessageEvent):
    """Its author took a message away."""


@dataclass(frozen=True)
class MessageHidden(MessageEvent):
    """A facilitator hid a message; why: as the author is told."""

    why: str = ""


@dataclass(frozen=True)
class MessageUnhidden(MessageEvent):
    """A facilitator showed a hidden message again."""


@dataclass(frozen=True)
class MessageMentionForgotten(MessageEvent):
    """A message no longer names the handle of an account that was closed."""


@dataclass(frozen=True)
class MessageRemade(MessageEvent):
    """A message has the same text in newer HTML."""


@dataclass(frozen=True)
class MessageReported(MessageEvent):
    """A member asks the facilitators to look at a message."""

    why: str = ""
