"""The stream of a theme's list of topics ("theme:2"): only nudges, without change marks."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404

from forum.live.broadcast import nudge


def refuse_subscription(member: Any, key: int) -> str:
    return ""


def may_type(member: Any, key: int) -> bool:
    return False


def last_marks(keys: Iterable[int]) -> Mapping[int, int]:
    return {}


def changes(key: int, member: Any, *, since: int, first: int, last: int) -> dict[str, Any]:
    raise Http404


def nudge_theme(theme_id: int) -> None:
    nudge(f"theme:{theme_id}")
