"""Events of invitations by e-mail. by: the id of the member who did it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AddressesInvited:
    invitation_id: int
    by: int
    address_ids: tuple[int, ...]


@dataclass(frozen=True)
class MemberJoinedByMail:
    """The member has no username and no community yet, unless MemberWelcomed follows."""

    member_id: int
    by: int
