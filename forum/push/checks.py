"""The check of push messages."""

from collections.abc import Iterator

from django.db.models import QuerySet

from collective_brain.doctor import Problem, RowCheck, problem_of_each
from forum.push.models import PushSubscription


def find_of_closed_accounts(devices: "QuerySet[PushSubscription]") -> Iterator[Problem]:
    return problem_of_each(
        devices.filter(member__closed_at__isnull=False),
        "Device {pk} gets push messages for member {member}, but this account is closed",
    )


def _delete(keys: list[int]) -> None:
    PushSubscription.objects.filter(pk__in=keys).delete()


CHECKS = [
    RowCheck(
        "devices-of-closed-accounts",
        rows=PushSubscription.objects.all,
        find=find_of_closed_accounts,
        repair=_delete,
        repair_sentence="deletes the device",
        is_eventual=True,
    ),
]
