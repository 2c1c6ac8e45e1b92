"""The check of bookmarks."""

from collections.abc import Iterator

from django.db.models import QuerySet

from collective_brain.doctor import Problem, RowCheck, problem_of_each
from forum.bookmarks.models import Bookmark


def find_of_closed_accounts(bookmarks: "QuerySet[Bookmark]") -> Iterator[Problem]:
    return problem_of_each(
        bookmarks.filter(member__closed_at__isnull=False),
        "Bookmark {pk} belongs to member {member}, but this account is closed",
    )


def _delete(keys: list[int]) -> None:
    Bookmark.objects.filter(pk__in=keys).delete()


CHECKS = [
    RowCheck(
        "bookmarks-of-closed-accounts",
        rows=Bookmark.objects.all,
        find=find_of_closed_accounts,
        repair=_delete,
        repair_sentence="deletes the bookmark",
        is_eventual=True,
    ),
]
