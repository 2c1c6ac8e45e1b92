"""What a member has seen of what they were told.

Like a reading position, that a notification was read concerns its member alone and is no event; the member's
other tabs learn it by a nudge. Each statement stands alone.
"""

from typing import Any

from accounts.models import Member
from forum.chat.models import Room
from forum.following import actions as following
from forum.live.broadcast import nudge
from forum.notifications.models import Notification, on
from forum.topics.models import Topic


def see(member: Member, line: Topic | Room, number: int) -> None:
    """`member` has seen a topic or room up to `number`: their position and their bell move."""
    before = following.read_line(member, line, number)
    read_shown(member, line, first=min(before + 1, number), last=number)


def read_shown(member: Member, line: Topic | Room, *, first: int, last: int) -> None:
    """Posts `first` to `last` of a topic or room have been seen; a note is read only when it is opened."""
    unread = Notification.objects.unread_by(member).of_posts()
    if unread.filter(number__range=(first, last), **on(line)).mark_read():
        nudge(f"member:{member.pk}")


def open_notification(notification: Notification) -> None:
    if Notification.objects.filter(pk=notification.pk).mark_read():
        nudge(f"member:{notification.member_id}")


def mark_all_read(member: Any) -> None:
    if Notification.objects.unread_by(member).mark_read():
        nudge(f"member:{member.pk}")
