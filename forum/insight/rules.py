"""Which members read the numbers of which themes."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import permissions
from forum.themes.models import Theme


def themes_of(member: Any) -> "QuerySet[Theme]":
    """The themes that `member` facilitates and may read; all readable ones for administrators."""
    if not member.pk:
        return Theme.objects.none()
    readable = Theme.objects.visible_to(member)
    if permissions.may_administer(member):
        return readable
    return readable.filter(pk__in=Theme.objects.facilitated_by(member))


def refuse_numbers(member: Any) -> str:
    """Why `member` may not read any numbers."""
    if permissions.may_administer(member) or themes_of(member).exists():
        return ""
    return _("Only facilitators and administrators can see these numbers.")
