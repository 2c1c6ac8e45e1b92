"""Who may keep drafts: whoever is signed in, also while they may not publish."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts import permissions


def refuse_save(member: Any) -> str:
    return (
        permissions.refuse_access(member)
        if member.is_authenticated
        else _("Sign in to keep drafts.")
    )


def refuse_another(drafts: int) -> str:
    """Why somebody with this many drafts may not begin another one."""
    if drafts < settings.DRAFTS_MOST:
        return ""
    return _(
        "You have %(count)d drafts, and there is room for no more. This text is kept in this browser only: "
        "send it, or discard older drafts."
    ) % {"count": drafts}
