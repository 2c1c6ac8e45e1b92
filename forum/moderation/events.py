"""What happens to appeals. Rows of the event log store these names, so the names stay."""

from dataclasses import dataclass, field

from collective_brain.event_log import new_mark


@dataclass(frozen=True)
class AppealMade:
    """A member appealed against a decision about them."""

    appeal_id: int
    by: int


@dataclass(frozen=True)
class AppealAnswered:
    """One side wrote a message in an appeal. message_id: its key."""

    message_id: int
    by: int


@dataclass(frozen=True)
class AppealDecided:
    """Somebody decided about an appeal. why: the member reads it."""

    appeal_id: int
    by: int
    why: str
    mark: int = field(default_factory=new_mark)
