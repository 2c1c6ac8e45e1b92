"""Who may save drafts: every member, also while they may not publish."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts import permissions


def refuse_save(member: Any) -> str:
    if not member.is_authenticated:
        return _("Sign in to save drafts.")
    return permissions.refuse_access(member)


def refuse_new_draft(open_drafts: int) -> str:
    """Why a member with this many open drafts may not begin another one."""
    if open_drafts < settings.DRAFTS_MOST:
        return ""
    return _(
        "You have %(count)d drafts, which is the maximum. This text is saved in this browser "
        "only: send it, or discard older drafts."
    ) % {"count": open_drafts}
