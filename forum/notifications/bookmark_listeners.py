"""Remind a member of a bookmark; the worker calls this listener. It is safe to repeat."""

from forum.bookmarks.events import BookmarkDue
from forum.bookmarks.models import Bookmark, attach_targets
from forum.notifications.kinds import Kind
from forum.notifications.listeners import notify
from forum.notifications.models import Notification


def notify_of_reminder(event: BookmarkDue) -> None:
    """Nothing for a bookmark that was removed, and for a text that is no longer there."""
    if (bookmark := reminded_bookmark(event)) and bookmark.target and bookmark.remind_on:
        notify(
            [bookmark.member_id],
            Kind.REMINDER,
            bookmark.target,
            by_id=bookmark.member_id,
            text=bookmark.note,
            mark=bookmark.remind_on.toordinal(),
        )


def reminded_bookmark(event: BookmarkDue) -> Bookmark | None:
    """The bookmark with its target, or None if the member removed it or closed their account."""
    bookmarks = Bookmark.objects.filter(pk=event.bookmark_id, member__closed_at=None)
    bookmark = bookmarks.select_related("member").first()
    if bookmark:
        attach_targets([bookmark], bookmark.member)
    return bookmark


def reminders_of(event: BookmarkDue) -> "list[Notification]":
    """The notifications of this reminder."""
    bookmark = reminded_bookmark(event)
    if not (bookmark and bookmark.target and bookmark.remind_on):
        return []
    about = Notification.objects.about(bookmark.target).filter(member=bookmark.member_id)
    mark = bookmark.remind_on.toordinal()
    return list(about.filter(kind=Kind.REMINDER, mark=mark))
