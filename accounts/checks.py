"""The checks of members."""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Member
from collective_brain.doctor import Problem, RowCheck, one_by_one


def find_wrong_search_texts(members: "QuerySet[Member]") -> Iterator[Problem]:
    """Members whom nobody finds by their present name or handle."""
    for member in members.filter(closed_at=None).only("name", "handle", "found_by"):
        before = member.found_by
        member.update_search_text()
        if member.found_by != before:
            yield Problem(member.pk, f"Member {member.pk} is not found by their present name")


def find_lost_addresses(members: "QuerySet[Member]") -> Iterator[Problem]:
    """Members with a confirmed address that sign-in does not know: they are asked to confirm it."""
    known = EmailAddress.objects.filter(user=OuterRef("pk"), email=OuterRef("email"), verified=True)
    confirmed = members.filter(closed_at=None, email_confirmed_at__isnull=False)
    for pk in confirmed.exclude(Exists(known)).values_list("pk", flat=True):
        yield Problem(pk, f"Sign-in does not know the confirmed e-mail address of member {pk}")


def _update_search_text(key: int) -> None:
    with transaction.atomic(durable=True):
        member = Member.objects.locked(key)
        member.update_search_text()
        member.save(update_fields=["found_by"])


def _store_address(key: int) -> None:
    with transaction.atomic(durable=True):
        member = Member.objects.locked(key)
        addresses = EmailAddress.objects.filter(user=member)
        addresses.exclude(email=member.email).update(primary=False)
        addresses.update_or_create(
            email=member.email, defaults={"user": member, "verified": True, "primary": True}
        )


def _all_members() -> Any:
    return Member.objects.all()


CHECKS = [
    RowCheck(
        "member-search-texts",
        rows=_all_members,
        find=find_wrong_search_texts,
        repair=one_by_one(_update_search_text),
        repair_sentence="folds the name again",
    ),
    RowCheck(
        "sign-in-addresses",
        rows=_all_members,
        find=find_lost_addresses,
        repair=one_by_one(_store_address),
        repair_sentence="stores it for sign-in",
    ),
]
