"""Events of themes. `by` is the primary key of the administrator.

mark: a number that no later event about the member has.
"""

import time
from dataclasses import dataclass, field


def _microseconds() -> int:
    return time.time_ns() // 1000


@dataclass(frozen=True)
class ThemeChanged:
    """An administrator created a theme, or changed any of its fields or its facilitators."""

    theme_id: int
    by: int


@dataclass(frozen=True)
class FacilitatorAdded:
    """An administrator made a member a facilitator of a theme."""

    theme_id: int
    member_id: int
    by: int
    mark: int = field(default_factory=_microseconds)


@dataclass(frozen=True)
class FacilitatorRemoved:
    """An administrator ended the role of a facilitator of a theme."""

    theme_id: int
    member_id: int
    by: int
    mark: int = field(default_factory=_microseconds)
