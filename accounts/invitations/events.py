"""Events of invitations. by: the id of the member who did it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class InvitationMade:
    invitation_id: int
    by: int


@dataclass(frozen=True)
class InvitationEnded:
    invitation_id: int
    by: int
