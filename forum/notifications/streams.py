"""The stream of a member ("member:8"): nudges to count notifications again, without marks."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _


def refuse_subscription(member: Any, key: int) -> str:
    """Only the member may subscribe."""
    return "" if member.pk == key else _("These notifications belong to another member.")


def may_type(member: Any, key: int) -> bool:
    return False


def last_marks(keys: Iterable[int]) -> Mapping[int, int]:
    return {}


def changes(key: int, member: Any, *, since: int, first: int, last: int) -> dict[str, Any]:
    raise Http404
