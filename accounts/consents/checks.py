"""The check of consents."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.consents.models import Consent
from accounts.models import Member
from collective_brain.doctor import Problem, RowCheck, one_by_one, problem_of_each


def find_wrong_copies(members: "QuerySet[Member]") -> Iterator[Problem]:
    """Members with an `accepted_version` that is not that of their newest consent."""
    own = Consent.objects.filter(member=OuterRef("pk")).order_by().values("member")
    newest = Subquery(own.annotate(newest=Max("version")).values("newest"))
    wrong = members.filter(closed_at=None).annotate(newest=Coalesce(newest, 0))
    return problem_of_each(
        wrong.exclude(accepted_version=F("newest")),
        "Member {pk} accepted version {newest} of the rules, not {accepted_version}",
    )


def _copy_newest(key: int) -> None:
    with transaction.atomic(durable=True):
        member = Member.objects.locked(key)
        newest = Consent.objects.of(member).values_list("version", flat=True).first()
        member.accepted_version = newest or 0
        member.save(update_fields=["accepted_version"])


CHECKS = [
    RowCheck(
        "consents",
        rows=Member.objects.all,
        find=find_wrong_copies,
        repair=one_by_one(_copy_newest),
        repair_sentence="copies the number of the newest consent",
    ),
]
