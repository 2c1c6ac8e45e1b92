"""Who may act as a facilitator of a theme (decision 10), and who may change themes."""

from typing import Any

from django.utils.translation import gettext as _

from accounts import permissions, two_step_verification
from accounts.models import Member
from forum.themes.models import Theme


def refuse_facilitation(member: Any, theme: Theme) -> str:
    """Why `member` may not act as a facilitator of `theme`."""
    if why := permissions.refuse_writing(member):
        return why
    if theme.is_facilitated_by(member):
        return ""
    if two_step_verification.must_set_up_two_step(member):
        return permissions.refuse_role_without_two_step(member)
    return _("Only a facilitator of this theme can do this.")


def refuse_theme_administration(by: Member) -> str:
    """Why `by` may not change themes and their facilitators."""
    if permissions.may_administer(by) and by.has_perm("themes.change_theme"):
        return ""
    return _("Only administrators can do this.")


def refuse_new_facilitator(member: Member, by: Member) -> str:
    """Why `by` may not make `member` a facilitator."""
    if why := refuse_theme_administration(by):
        return why
    if member.closed_at:
        return _("This account is closed.")
    if not member.has_finished_sign_up:
        return _("This member has not finished their sign-up yet.")
    return ""
