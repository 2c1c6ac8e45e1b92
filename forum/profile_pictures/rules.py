"""Who may choose a profile picture, and who may remove one."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.administration.rules import refuse_reason
from accounts.models import Member
from forum.themes.models import Theme
from forum.uploads.rules import refuse_size


def refuse_picture(member: Any, size: int) -> str:
    """Why `member` may not choose a picture of `size` bytes; "" if they may."""
    if refusal := permissions.refuse_writing(member):
        return refusal
    return refuse_size() if size > settings.UPLOAD_MAX_BYTES else ""


def may_moderate(by: Any) -> bool:
    """Facilitators of any theme: everybody sees the picture, so it belongs to no theme."""
    if not by.pk or permissions.refuse_writing(by):
        return False
    return permissions.may_change_members(by) or Theme.objects.facilitator_roles(by).exists()


def refuse_moderation(member: Member, by: Any) -> str:
    """Why `by` may not remove the picture of `member`."""
    if member.closed_at:
        return _("This account is closed.")
    if not may_moderate(by):
        return _("Only facilitators and administrators can do this.")
    if member.pk == by.pk:
        return _("Remove your own picture in your settings.")
    if member.is_staff:
        return _("This member is an administrator. Remove that role first.")
    return ""


def refuse_removal(member: Member, by: Any, why: str) -> str:
    """Why `by` may not remove the picture of `member` for the reason `why`."""
    return refuse_moderation(member, by) or refuse_reason(why)
