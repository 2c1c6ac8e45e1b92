"""Events of accounts. member_id: the id of the member. by: the id of the member who did it.

mark: of event_log.new_mark; it tells two equal events apart.

The event log stores the names of the classes and of their fields, so renaming them needs a data
migration.
"""

from dataclasses import dataclass, field

from collective_brain.event_log import new_mark


@dataclass(frozen=True)
class MemberWelcomed:
    """A member finished their sign-up. theme_ids: the themes that they chose to follow."""

    member_id: int
    by: int
    theme_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class ProfileChanged:
    """A member changed their name, their community or another field of their profile."""

    member_id: int
    by: int


@dataclass(frozen=True)
class PreferencesChanged:
    """A member changed only what nobody else sees, such as the language of the site."""

    member_id: int
    by: int


@dataclass(frozen=True)
class ProfileCorrected:
    """An administrator corrected or emptied the profile of a member. why: the member reads it."""

    member_id: int
    by: int
    why: str


@dataclass(frozen=True)
class CommunityConfirmed:
    """An administrator confirmed the community that the member had declared."""

    member_id: int
    by: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class CommunityRefused:
    """An administrator could not confirm the declared community. why: the member reads it."""

    member_id: int
    by: int
    why: str
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class MemberSilenced:
    """A member may read but not write for some time."""

    member_id: int
    by: int
    why: str
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class MemberSuspended:
    """A member may not be signed in for some time. Their web sockets lose their rights at once."""

    member_id: int
    by: int
    why: str
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class SanctionLifted:
    """The silence and the suspension of a member ended."""

    member_id: int
    by: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class MemberClosed:
    """An account was closed and its personal fields deleted. Its web sockets lose their rights."""

    member_id: int
    by: int


@dataclass(frozen=True)
class TextsEmptied:
    """A former member wants their texts to be empty. The worker empties them one by one."""

    member_id: int
    by: int


@dataclass(frozen=True)
class HandleForgotten:
    """The handle of a closed account was removed from its row and from every text."""

    member_id: int
    by: int


@dataclass(frozen=True)
class SessionsEnded:
    """A member signed out on other devices. keys: the keys of the deleted sessions."""

    member_id: int
    by: int
    keys: tuple[str, ...]


@dataclass(frozen=True)
class RoleChanged:
    """An administrator made the member an administrator, or ended that, or changed the groups."""

    member_id: int
    by: int


@dataclass(frozen=True)
class SecondStepRemoved:
    """An administrator reset the two-step verification of a member. A password is enough again."""

    member_id: int
    by: int
    why: str
