"""The stream of a theme's list of topics ("theme:2"): only nudges, without change marks."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from forum.live.broadcast import nudge
from forum.themes.models import Theme


def refuse_subscription(member: Any, key: int) -> str:
    if Theme.objects.visible_to(member).filter(pk=key).exists():
        return ""
    return _("This theme no longer exists.")


def may_type(member: Any, key: int) -> bool:
    return False


def last_marks(keys: Iterable[int]) -> Mapping[int, int]:
    return {}


def changes(key: int, member: Any, *, since: int, first: int, last: int) -> dict[str, Any]:
    raise Http404


def nudge_theme(theme_id: int) -> None:
    nudge(f"theme:{theme_id}")
