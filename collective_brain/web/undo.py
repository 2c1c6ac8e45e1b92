"""What a member can undo for ten minutes: the state before, and the button in the notice.

The shared cache keeps one state for each kind and member, so the storage is bounded and nothing
has to be deleted later. Without the cache, the undo is refused and nothing else changes.
"""

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest

SECONDS = 600
TAG = "undo:"  # templates/_notices.html looks for it


def remember(kind: str, member_id: int, state: Any) -> None:
    """Keep `state`, from before the last change of this kind, until it can no longer be undone."""
    cache.set(_key(kind, member_id), state, SECONDS)


def forget(kind: str, member_id: int) -> None:
    cache.delete(_key(kind, member_id))


def pop(kind: str, member_id: int) -> Any:
    """The remembered state, once; None if there is none."""
    state = cache.get(_key(kind, member_id))
    forget(kind, member_id)
    return state


def offer(request: HttpRequest, sentence: str, undo_url: str) -> None:
    """Show `sentence` on the next page, with a button that posts to `undo_url`."""
    messages.success(request, sentence, extra_tags=f"{TAG}{undo_url}")


def _key(kind: str, member_id: int) -> str:
    return f"undo:{kind}:{member_id}"
