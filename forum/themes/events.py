"""Events of themes. `by` is the primary key of the administrator.

mark: of event_log.new_mark; it tells two equal events apart.
"""

from dataclasses import dataclass, field

from collective_brain.event_log import new_mark


@dataclass(frozen=True)
class ThemeChanged:
    """An administrator created a theme, or changed any of its fields or its facilitators."""

    theme_id: int
    by: int


@dataclass(frozen=True)
class ThemeAccessChanged:
    """An administrator changed the group that reads a theme, or the one that writes in it."""

    theme_id: int
    by: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class ThemeArchived:
    """An administrator archived a theme: nobody writes in it any more."""

    theme_id: int
    by: int


@dataclass(frozen=True)
class ThemeReopened:
    """An administrator opened an archived theme again."""

    theme_id: int
    by: int


@dataclass(frozen=True)
class FirstPostsChanged:
    """An administrator chose whether first posts of new members wait in a theme."""

    theme_id: int
    by: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class FacilitatorAdded:
    """An administrator made a member a facilitator of a theme."""

    theme_id: int
    member_id: int
    by: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class FacilitatorRemoved:
    """An administrator ended the role of a facilitator of a theme."""

    theme_id: int
    member_id: int
    by: int
    mark: int = field(default_factory=new_mark)
