"""Delete the bookmarks of closed accounts. Safe to repeat."""

from accounts.events import MemberClosed
from forum.bookmarks.models import Bookmark


def delete_bookmarks_of_closed_account(event: MemberClosed) -> None:
    Bookmark.objects.filter(member=event.member_id).delete()
