"""Events of themes. `by` is the primary key of the administrator."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ThemeChanged:
    """An administrator created a theme, or changed any of its fields or its facilitators."""

    theme_id: int
    by: int
