"""Who may bookmark (decision 10)."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts import permissions
from forum.bookmarks.models import MAX_BOOKMARKS, Bookmark
from forum.chat.models import Message
from forum.topics.models import Post

LATEST = timedelta(days=5 * 366)


def refuse_bookmark(
    member: Any, contribution: Post | Message, *, remind_on: date | None, today: date
) -> str:
    """today: the day of the member. Also silenced members bookmark: nobody else sees it."""
    if refusal := permissions.refuse_unfinished_account(member):
        return refusal
    if contribution.is_removed:
        return _("This text no longer exists.")
    if remind_on and not today < remind_on <= today + LATEST:
        return _("Choose a day after today, within the next five years.")
    own = Bookmark.objects.visible_to(member)
    if not own.about(contribution).exists() and own.count() >= MAX_BOOKMARKS:
        return _("You have %(count)d bookmarks. Remove some before you add another one.") % {
            "count": MAX_BOOKMARKS
        }
    return ""
