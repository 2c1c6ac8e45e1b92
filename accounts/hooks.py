"""Functions that forum/event_listeners/ replaces at start-up.

They exist because accounts may not import forum.
"""

from collections.abc import Callable
from typing import Any


def _no_themes() -> list[tuple[int, str]]:
    return []


def _facilitates_nothing(member: Any) -> bool:
    return False


def _none_returned(invitation_ids: list[int]) -> dict[int, int]:
    return {}


# (id, name in the reader's language) of each theme that a new member can follow
theme_choices: Callable[[], list[tuple[int, str]]] = _no_themes
# whether a member facilitates any theme
is_facilitator: Callable[[Any], bool] = _facilitates_nothing
# for each invitation, how many of its e-mails came back; only those with any
count_returned_invitations: Callable[[list[int]], dict[int, int]] = _none_returned
