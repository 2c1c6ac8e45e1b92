"""The periodic task of bookmarks."""

from forum.bookmarks import actions
from forum.bookmarks.models import Bookmark

BATCH = 200  # bookmarks in one round of the worker


def remind_due() -> None:
    for bookmark in list(Bookmark.objects.due()[:BATCH]):
        actions.remind(bookmark)
