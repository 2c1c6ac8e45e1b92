"""Events of groups. `by` is the primary key of the member who did it.

mark: of event_log.new_mark; it tells two equal events apart.
"""

from dataclasses import dataclass, field

from collective_brain.event_log import new_mark


@dataclass(frozen=True)
class GroupChanged:
    """An administrator created a group, or a manager changed its name, text or requests."""

    group_id: int
    by: int


@dataclass(frozen=True)
class GroupInvitationMade:
    invitation_id: int
    by: int


@dataclass(frozen=True)
class GroupInvitationEnded:
    invitation_id: int
    by: int


@dataclass(frozen=True)
class GroupRequested:
    """A member asks the managers to let them join."""

    group_id: int
    by: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class GroupRequestRefused:
    group_id: int
    member_id: int
    by: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class GroupMemberAdded:
    """A member joined by a link (`by` is the member), or a manager or administrator added them."""

    group_id: int
    member_id: int
    by: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class GroupMemberRemoved:
    """A member left (`by` is the member), or a manager removed them."""

    group_id: int
    member_id: int
    by: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class GroupRoleChanged:
    group_id: int
    member_id: int
    by: int
    role: str
    mark: int = field(default_factory=new_mark)
