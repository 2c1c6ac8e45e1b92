"""What other slices add to the end of sign-up; forum.wiring sets it."""

from collections.abc import Callable


def _none() -> list[tuple[int, str]]:
    return []


theme_choices: Callable[[], list[tuple[int, str]]] = (
    _none  # (id, name in the reader's language) of each theme
)
