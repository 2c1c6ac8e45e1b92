"""Mark notifications as read.

Like a read position, this concerns only one member and leaves no event. The other open tabs of the
member get a nudge and count again.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from forum.chat.models import Room
from forum.following import actions as following
from forum.live.broadcast import nudge
from forum.notifications.models import Notification
from forum.notifications.notification_queries import conversation_fields
from forum.notifications.read_markings import NotificationMarking
from forum.private_notes.models import PrivateConversation
from forum.topics.models import Topic


def mark_read_up_to(member: Member, conversation: Topic | Room, number: int) -> None:
    """`member` has seen a topic or room up to `number`: move their position, and mark the
    notifications of the posts in between as read."""
    before = following.mark_conversation_read(member, conversation, number)
    mark_range_read(member, conversation, first=min(before + 1, number), last=number)


def mark_range_read(member: Member, conversation: Topic | Room, *, first: int, last: int) -> None:
    """Mark the notifications of posts or messages `first` to `last` as read.

    Reports and reasons of facilitators stay unread until the member opens them.
    """
    notifications = Notification.objects.unread_by(member).read_when_seen()
    shown = notifications.filter(number__range=(first, last), **conversation_fields(conversation))
    if shown.mark_read():
        nudge(f"member:{member.pk}")


def mark_private_notes_read(member: Any, conversation: PrivateConversation) -> None:
    """`member` has opened a private conversation."""
    unread = Notification.objects.unread_by(member).filter(private_conversation=conversation)
    if unread.mark_read():
        nudge(f"member:{member.pk}")


def mark_read(notification: Notification) -> None:
    if Notification.objects.filter(pk=notification.pk).mark_read():
        nudge(f"member:{notification.member_id}")


def mark_all_read(member: Any, *, until: datetime) -> None:
    """until: when the list of notifications was made. What is newer stays unread."""
    now = timezone.now()
    unread = Notification.objects.unread_by(member).filter(created_at__lte=until)
    with transaction.atomic(durable=True):
        count = unread.mark_read(now)
        if count:
            NotificationMarking.objects.remember(member, marked_at=now, count=count)
    if count:
        nudge(f"member:{member.pk}")


def undo_mark_all_read(member: Any) -> bool:
    """Mark as unread what the last `mark_all_read` marked as read, if a day has not passed.

    What the member has read before or since then keeps another time in `read_at`.
    Returns whether it could still be undone.
    """
    with transaction.atomic(durable=True):
        marked_at = NotificationMarking.objects.pop(member)
        if marked_at is None:
            return False
        Notification.objects.filter(member=member, read_at=marked_at).update(read_at=None)
    nudge(f"member:{member.pk}")
    return True
