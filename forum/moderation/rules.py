"""Who may read the record, and who may appeal and decide about appeals (decision 87)."""

from typing import Any

from django.utils.translation import gettext as _

from accounts import permissions
from forum.themes.models import Theme


def refuse_facilitators_pages(member: Any) -> str:
    """Why `member` may not open the pages of facilitators and administrators."""
    if permissions.may_administer(member) or Theme.objects.facilitator_roles(member).exists():
        return ""
    has_role = member.is_staff or member.facilitates
    needs_two_step = has_role and permissions.refuse_role_without_two_step(member)
    return needs_two_step or _("Only facilitators and administrators can see this page.")
