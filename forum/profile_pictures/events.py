"""Events of profile pictures. Rows of the event log store these names, so the names stay."""

from dataclasses import dataclass, field

from collective_brain.event_log import new_mark


@dataclass(frozen=True)
class ProfilePictureChanged:
    """A member chose a picture or removed their own one."""

    member_id: int
    by: int


@dataclass(frozen=True)
class ProfilePictureRemoved:
    """A facilitator or an administrator removed the picture. why: the member reads it."""

    member_id: int
    by: int
    why: str
    mark: int = field(default_factory=new_mark)
