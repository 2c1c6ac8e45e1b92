"""What happens to bookmarks. Rows of the event log store the names of these classes.

The events name no text and no note.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class BookmarkSaved:
    """A member added a bookmark, or changed its note or its date."""

    bookmark_id: int
    by: int


@dataclass(frozen=True)
class BookmarkRemoved:
    bookmark_id: int
    by: int


@dataclass(frozen=True)
class BookmarkDue:
    """The morning of the reminder has come. by: the member of the bookmark."""

    bookmark_id: int
    by: int
