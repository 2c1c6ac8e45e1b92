"""What happens to themes. theme_id: the key of the theme; by: the key of the administrator who did it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ThemeChanged:
    """An administrator created a theme, or changed its name, description, colour, order or facilitators."""

    theme_id: int
    by: int
