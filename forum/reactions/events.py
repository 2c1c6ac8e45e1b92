"""What happens to reactions. Rows of the event log store the names of these classes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PostReactionsChanged:
    """A member reacted to a post, or took a reaction back. by: the key of that member."""

    post_id: int
    by: int


@dataclass(frozen=True)
class MessageReactionsChanged:
    """A member reacted to a message, or took a reaction back. by: the key of that member."""

    message_id: int
    by: int
