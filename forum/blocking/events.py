"""A member blocks another. `by` is the member. Nothing reaches the blocked one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MemberBlocked:
    member_id: int
    by: int


@dataclass(frozen=True)
class MemberUnblocked:
    member_id: int
    by: int
