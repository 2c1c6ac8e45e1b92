"""What happened to a member. member_id: key of accounts.Member; by: the key of who did it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MemberWelcomed:
    """A member finished their sign-up. theme_ids: the themes they chose to follow."""

    member_id: int
    by: int
    theme_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class ProfileChanged:
    """A member's name, community or another field that others see is not what it was."""

    member_id: int
    by: int


@dataclass(frozen=True)
class CommunityConfirmed:
    """An administrator confirmed what the member had declared."""

    member_id: int
    by: int


@dataclass(frozen=True)
class MemberSilenced:
    """A member may read but not write for a time."""

    member_id: int
    by: int
    why: str


@dataclass(frozen=True)
class MemberSuspended:
    """A member may not be signed in for a time: their live rights end at once."""

    member_id: int
    by: int
    why: str


@dataclass(frozen=True)
class SanctionLifted:
    """A member may do again what everybody may."""

    member_id: int
    by: int


@dataclass(frozen=True)
class MemberClosed:
    """An account was closed and what identifies its owner is gone: their live rights end at once."""

    member_id: int
    by: int


@dataclass(frozen=True)
class HandleForgotten:
    """The handle of a closed account is gone from its row and from every text."""

    member_id: int
    by: int


@dataclass(frozen=True)
class SessionsEnded:
    """A member was signed out somewhere else. keys: of the sessions, which no longer exist."""

    member_id: int
    by: int
    keys: tuple[str, ...]


@dataclass(frozen=True)
class SecondStepRemoved:
    """An administrator took away the second step of a member who had lost it: a password is enough again."""

    member_id: int
    by: int
    why: str
