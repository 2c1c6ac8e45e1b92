"""Listeners of groups, called by the worker. Each one is safe to repeat."""

from accounts.events import MemberClosed
from forum.groups.models import GroupMember, GroupRequest


def leave_groups_of_closed_account(event: MemberClosed) -> None:
    """A closed account belongs to no group and waits for none."""
    for model in (GroupMember, GroupRequest):
        model.objects.filter(member=event.member_id).delete()
