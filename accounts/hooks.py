"""What other slices add to the end of sign-up; forum.event_listeners sets it."""

from collections.abc import Callable


def _none() -> list[tuple[int, str]]:
    return []


theme_choices: Callable[[], list[tuple[int, str]]] = (
    _none  # (id, name in the reader's language) of each theme
)
