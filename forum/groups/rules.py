"""Who may do what with groups. A rule returns its refusal as a sentence, or "" (decision 10)."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import Member
from forum.groups.models import Group, GroupMember, Role

LONGEST_LINK = timedelta(days=60)
MOST_PLACES = 2000
MOST_OPEN_LINKS = 20  # of one group
MOST_ADDRESSES = 1000  # in one list


def refuse_group_administration(by: Any) -> str:
    """Why `by` may not create groups or add members by e-mail address."""
    if permissions.may_administer(by):
        return ""
    return _("Only administrators can do this.")


def refuse_management(by: Any, group: Group) -> str:
    """Why `by` may not change `group` and who belongs to it."""
    if why := permissions.refuse_writing(by):
        return why
    if group.is_managed_by(by):
        return ""
    return _("Only a manager of this group can do this.")


def refuse_link(by: Any, group: Group, *, places: int, ends_at: datetime) -> str:
    if why := refuse_management(by, group):
        return why
    if not 1 <= places <= MOST_PLACES:
        return _("An invitation can be for 1 to %(most)d people.") % {"most": MOST_PLACES}
    now = timezone.now()
    if not now < ends_at <= now + LONGEST_LINK + timedelta(days=1):
        days = {"days": LONGEST_LINK.days}
        return _("Choose a last day between today and %(days)d days from now.") % days
    if group.invitations.open().count() >= MOST_OPEN_LINKS:
        return _("This group has too many open links. End one of them first.")
    return ""


def refuse_membership(member: Any) -> str:
    """Why `member` cannot belong to a group."""
    unfinished = permissions.refuse_unfinished_account(member)
    return unfinished or permissions.refuse_missing_consent(member)


def refuse_request(member: Any, group: Group) -> str:
    if why := permissions.refuse_writing(member):
        return why
    return "" if group.takes_requests else _("This group takes no requests.")


def refuse_role(by: Any, membership: GroupMember, role: str) -> str:
    if why := refuse_management(by, membership.group):
        return why
    if role not in Role.values:
        return _("Choose a role.")
    return refuse_missing_manager(by, membership) if role == Role.MEMBER else ""


def refuse_missing_manager(by: Member, membership: GroupMember) -> str:
    """A group keeps a manager while it has members. Administrators may take the last one."""
    if not membership.is_manager or permissions.may_administer(by):
        return ""
    managers = GroupMember.objects.filter(group=membership.group_id, role=Role.MANAGER)
    if managers.exclude(pk=membership.pk).exists():
        return ""
    return _("You are the only manager. First make another member a manager.")


def answered_sentence() -> str:
    return _("This request has already been answered.")


def no_member_sentence() -> str:
    return _("This person is no member of the group any more.")
