"""Who may follow: every member, also before they may write."""

from typing import Any

from django.utils.translation import gettext as _

from accounts import permissions


def refuse_follow(member: Any) -> str:
    if not member.is_authenticated:
        return _("Sign in to follow this.")
    return permissions.refuse_access(member)
