"""The check of invited addresses."""

from collections.abc import Iterator

from django.db.models import QuerySet

from collective_brain.doctor import Problem, RowCheck, problem_of_each
from forum.mail.joining.models import InvitedAddress


def find_of_closed_accounts(rows: "QuerySet[InvitedAddress]") -> Iterator[Problem]:
    return problem_of_each(
        rows.filter(member__closed_at__isnull=False),
        "Invited address {pk} is of member {member}, but this account is closed",
    )


def _delete(keys: list[int]) -> None:
    InvitedAddress.objects.filter(pk__in=keys).delete()


CHECKS = [
    RowCheck(
        "invited-addresses-of-closed-accounts",
        rows=InvitedAddress.objects.all,
        find=find_of_closed_accounts,
        repair=_delete,
        repair_sentence="deletes the row",
        is_eventual=True,
    ),
]
