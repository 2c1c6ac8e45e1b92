"""The line of a member ("member:8"): a nudge when their bell should count again; it has no marks."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _


def refuse_subscription(member: Any, key: int) -> str:
    """A bell is its owner's alone."""
    return "" if member.pk == key else _("This bell belongs to somebody else.")


def may_type(member: Any, key: int) -> bool:
    return False


def last_marks(keys: Iterable[int]) -> Mapping[int, int]:
    return {}


def changes(key: int, member: Any, *, since: int, first: int, last: int) -> dict[str, Any]:
    raise Http404
