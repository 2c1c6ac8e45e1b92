"""Who may act as a facilitator of a theme (decision 10)."""

from typing import Any

from django.utils.translation import gettext as _

from accounts import permissions, two_step_verification
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
