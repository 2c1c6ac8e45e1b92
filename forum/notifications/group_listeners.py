"""Tell members what happens to them in groups, and forget what they may no longer read.

The worker calls these listeners. Each is safe to repeat: the `mark` of the event is part of a
constraint.
"""

from typing import Any

from accounts.events import RoleChanged
from accounts.models import Member
from forum.groups.events import (
    GroupMemberAdded,
    GroupMemberRemoved,
    GroupRequested,
    GroupRequestRefused,
)
from forum.groups.models import Group, GroupMember
from forum.notifications import recipients
from forum.notifications.kinds import Kind
from forum.notifications.listeners import delete_rows, nudge_members
from forum.notifications.models import Notification
from forum.themes.events import FacilitatorRemoved, ThemeAccessChanged
from forum.themes.models import Theme
from forum.topics.events import PostsMoved, TopicMoved
from forum.topics.models import Topic

KIND_BY_EVENT: dict[type, Kind] = {
    GroupMemberAdded: Kind.GROUP,
    GroupMemberRemoved: Kind.NO_GROUP,
    GroupRequestRefused: Kind.TURNED_DOWN,
}


def notify_of_membership(
    event: GroupMemberAdded | GroupMemberRemoved | GroupRequestRefused,
) -> None:
    """Members are not told what they did themselves."""
    if event.by != event.member_id:
        _notify([event.member_id], KIND_BY_EVENT[type(event)], event)


def notify_of_request(event: GroupRequested) -> None:
    """Tell the managers."""
    _notify(GroupMember.objects.manager_ids(event.group_id), Kind.REQUEST, event)


def delete_notifications_in_closed_themes(
    event: GroupMemberRemoved | FacilitatorRemoved | RoleChanged,
) -> None:
    """Nobody counts as unread what they may no longer read."""
    member = Member.objects.get(pk=event.member_id)
    rows = Notification.objects.in_closed_themes(member)
    delete_rows(rows.values_list("pk", "member"))


def delete_notifications_of_outsiders(event: ThemeAccessChanged | TopicMoved | PostsMoved) -> None:
    """The same for everybody, after a theme became private or a topic moved into a private one."""
    if isinstance(event, ThemeAccessChanged):
        theme_id = event.theme_id
    else:
        topic_id = event.target_id if isinstance(event, PostsMoved) else event.topic_id
        theme_id = Topic.objects.values_list("theme_id", flat=True).get(pk=topic_id)
    theme = Theme.objects.get(pk=theme_id)
    if theme.is_private:
        rows = list(Notification.objects.in_theme(theme.pk).values_list("pk", "member"))
        inside = recipients.members_who_may_read(theme, {member for _pk, member in rows})
        delete_rows((pk, member) for pk, member in rows if member not in inside)


def _notify(member_ids: list[int], kind: Kind, event: Any) -> None:
    told = Notification.objects.create_missing(
        member_ids,
        kind=kind,
        number=0,
        by_id=event.by,
        text=Group.objects.get(pk=event.group_id).name,
        mark=event.mark,
    )
    nudge_members(told)
