"""What happens to texts that wait. Rows of the event log store these names, so the names stay.

held_id: the key of the HeldPost. by: the key of the member who did it.
mark: of event_log.new_mark; it tells two equal events apart.
"""

from dataclasses import dataclass, field

from collective_brain.event_log import new_mark


@dataclass(frozen=True)
class HeldPostEvent:
    held_id: int
    by: int


@dataclass(frozen=True)
class PostHeld(HeldPostEvent):
    """The text of a member waits for a facilitator."""


@dataclass(frozen=True)
class HeldPostEdited(HeldPostEvent):
    """The author changed a text that waits."""

    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class HeldPostTakenBack(HeldPostEvent):
    """The author took a text back. Its row is gone. mail_id: if it had come by mail."""

    mail_id: str = ""


@dataclass(frozen=True)
class HeldPostApproved(HeldPostEvent):
    """A facilitator published a text that waited."""

    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class HeldPostRejected(HeldPostEvent):
    """A facilitator did not publish a text. why: its author reads it."""

    why: str
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class WatchedWordAdded:
    """An administrator lets the site watch for a word or a phrase. word_id: its key."""

    word_id: int
    by: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class WatchedWordRemoved:
    """An administrator removed a word from the list. Its row is gone."""

    word_id: int
    by: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class AllWaitBegun:
    """An administrator let all new posts wait for some time."""

    by: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class AllWaitEnded:
    """An administrator let new posts appear at once again."""

    by: int
    mark: int = field(default_factory=new_mark)
