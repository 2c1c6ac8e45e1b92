"""Save and remove bookmarks, and remind their members. Each function is one transaction.

Nobody else sees a bookmark, so no topic or room is locked.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from accounts.mornings import morning_of, zone_of
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.bookmarks import rules
from forum.bookmarks.events import BookmarkDue, BookmarkRemoved, BookmarkSaved
from forum.bookmarks.models import Bookmark, target_fields
from forum.chat.models import Message
from forum.topics.models import Post


def save(
    contribution: Post | Message, member: Member, *, note: str = "", remind_on: date | None = None
) -> Bookmark:
    """Add a bookmark, or change its note and date. A repeat changes nothing. Raises Refused.

    Two requests at once: the row of the member orders them, so that the limit holds.
    """
    zone = zone_of(member.time_zone)
    today = timezone.now().astimezone(zone).date()
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        old = Bookmark.objects.visible_to(member).about(contribution).first()
        is_same_day = bool(old and old.remind_on == remind_on)
        new_day = None if is_same_day else remind_on
        if refusal := rules.refuse_bookmark(member, contribution, remind_on=new_day, today=today):
            raise Refused(refusal)
        bookmark = old or Bookmark(member=member, **target_fields(contribution))
        bookmark.note = note
        if not is_same_day:
            bookmark.remind_on = remind_on
            bookmark.remind_at = morning_of(remind_on, zone) if remind_on else None
            bookmark.reminded_at = None
        bookmark.save()
        event_log.record(BookmarkSaved(bookmark.pk, by=member.pk))
    return bookmark


def remove(bookmark: Bookmark) -> None:
    """A repeat changes nothing."""
    with transaction.atomic(durable=True):
        if Bookmark.objects.filter(pk=bookmark.pk).delete()[0]:
            event_log.record(BookmarkRemoved(bookmark.pk, by=bookmark.member_id))


def remind(bookmark: Bookmark) -> None:
    """Say once that the day has come. One UPDATE decides between two workers."""
    with transaction.atomic(durable=True):
        if Bookmark.objects.due().filter(pk=bookmark.pk).update(reminded_at=timezone.now()):
            event_log.record(BookmarkDue(bookmark.pk, by=bookmark.member_id))
