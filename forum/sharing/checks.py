"""The check of private feeds."""

from collections.abc import Iterator

from django.db.models import QuerySet

from collective_brain.doctor import Problem, RowCheck, problem_of_each
from forum.sharing.models import FeedAddress


def find_of_closed_accounts(addresses: "QuerySet[FeedAddress]") -> Iterator[Problem]:
    return problem_of_each(
        addresses.filter(member__closed_at__isnull=False),
        "Member {pk} has a private feed, but this account is closed",
    )


def _delete(keys: list[int]) -> None:
    FeedAddress.objects.filter(pk__in=keys).delete()


CHECKS = [
    RowCheck(
        "feeds-of-closed-accounts",
        rows=FeedAddress.objects.all,
        find=find_of_closed_accounts,
        repair=_delete,
        repair_sentence="deletes the address of the feed",
        is_eventual=True,
    ),
]
