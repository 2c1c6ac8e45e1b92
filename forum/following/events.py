"""What members decide to follow. `by` is the member.

Read positions leave no event: see actions.py.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class TopicFollowed:
    """A member chose a level for a topic."""

    topic_id: int
    by: int
    level: str


@dataclass(frozen=True)
class ThemeFollowed:
    """A member chose a level for a theme."""

    theme_id: int
    by: int
    level: str
