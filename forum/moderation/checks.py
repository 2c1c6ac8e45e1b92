"""The check of appeals."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet

from collective_brain.doctor import Problem, RowCheck, problem_of_each
from forum.moderation.models import Appeal, AppealMessage


def find_appeals_without_message(appeals: "QuerySet[Appeal]") -> Iterator[Problem]:
    messages = AppealMessage.objects.filter(appeal=OuterRef("pk"))
    return problem_of_each(appeals.exclude(Exists(messages)), "Appeal {pk} has no message")


def _delete(keys: list[int]) -> None:
    empty_keys = [
        problem.key for problem in find_appeals_without_message(Appeal.objects.filter(pk__in=keys))
    ]
    Appeal.objects.filter(pk__in=empty_keys).delete()


CHECKS = [
    RowCheck(
        "empty-appeals",
        rows=Appeal.objects.all,
        find=find_appeals_without_message,
        repair=_delete,
        repair_sentence="deletes the appeal, so that the member can appeal again",
        batch=500,
    )
]
