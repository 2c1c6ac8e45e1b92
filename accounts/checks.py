"""The checks of members."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Member
from collective_brain.doctor import Problem, RowCheck, one_by_one, problem_of_each


def find_wrong_search_texts(members: "QuerySet[Member]") -> Iterator[Problem]:
    """Members with a search text that is not made from their present name and handle."""
    for member in members.filter(closed_at=None).only("name", "handle", "found_by"):
        before = member.found_by
        member.update_search_text()
        if member.found_by != before:
            yield Problem(member.pk, f"A search does not find member {member.pk} by their name")


def find_lost_addresses(members: "QuerySet[Member]") -> Iterator[Problem]:
    """Members with a confirmed address that is not stored for sign-in.

    Sign-in would ask them to confirm it again.
    """
    known = EmailAddress.objects.filter(user=OuterRef("pk"), email=OuterRef("email"), verified=True)
    confirmed = members.filter(closed_at=None, email_confirmed_at__isnull=False)
    return problem_of_each(
        confirmed.exclude(Exists(known)),
        "Member {pk} has a confirmed e-mail address, but sign-in does not know it",
    )


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


CHECKS = [
    RowCheck(
        "member-search-texts",
        rows=Member.objects.all,
        find=find_wrong_search_texts,
        repair=one_by_one(_update_search_text),
        repair_sentence="stores the words of the name again",
    ),
    RowCheck(
        "sign-in-addresses",
        rows=Member.objects.all,
        find=find_lost_addresses,
        repair=one_by_one(_store_address),
        repair_sentence="stores the address for sign-in",
    ),
]
