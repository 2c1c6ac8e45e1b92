"""What happens when an administrator sees the site as a member. The event log stores the name."""

from dataclasses import dataclass, field

from collective_brain.event_log import new_mark


@dataclass(frozen=True)
class SeenAs:
    """An administrator begins to see the site as the member does. why: the member reads it."""

    member_id: int
    by: int
    why: str
    mark: int = field(default_factory=new_mark)
