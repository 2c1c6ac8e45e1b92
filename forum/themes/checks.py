"""The check of the marks of facilitators."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Member
from collective_brain.doctor import Problem, RowCheck
from forum.themes.models import Theme


def find_wrong_marks(members: "QuerySet[Member]") -> Iterator[Problem]:
    """Members with the marks of other themes than those that they facilitate."""
    roles = Theme.objects.public_roles().filter(member__in=members).order_by("theme_id")
    theme_ids: dict[int, list[int]] = {}
    for member_id, theme_id in roles.values_list("member_id", "theme_id"):
        theme_ids.setdefault(member_id, []).append(theme_id)
    for pk, shown in members.values_list("pk", "facilitates"):
        if sorted(shown) != theme_ids.get(pk, []):
            yield Problem(pk, f"Member {pk} has the marks of other themes than they facilitate")


def _copy_all(_keys: list[int]) -> None:
    with transaction.atomic(durable=True):
        Theme.objects.store_facilitators_for_display()


CHECKS = [
    RowCheck(
        "facilitator-marks",
        rows=Member.objects.all,
        find=find_wrong_marks,
        repair=_copy_all,
        repair_sentence="writes the marks of all facilitators again",
        batch=500,
    )
]
