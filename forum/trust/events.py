"""What facilitators say about a member. `by` is the facilitator."""

from dataclasses import dataclass, field

from collective_brain.event_log import new_mark


@dataclass(frozen=True)
class MemberVouched:
    """A facilitator vouched for a member. why: the member reads it."""

    member_id: int
    by: int
    why: str
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class VouchEnded:
    """A facilitator took the vouching back."""

    member_id: int
    by: int
    mark: int = field(default_factory=new_mark)
