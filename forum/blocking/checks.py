"""The check of the copy in Member.blocked_ids."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Member
from collective_brain.doctor import Problem, RowCheck, one_by_one
from forum.blocking.models import Block


def find_wrong_copies(members: "QuerySet[Member]") -> Iterator[Problem]:
    blocks = Block.objects.filter(member=OuterRef("pk"))
    keys_by_member: dict[int, list[int]] = {}
    rows = list(members.filter(Exists(blocks) | ~Q(blocked_ids=[])).only("blocked_ids"))
    pairs = Block.objects.filter(member__in=rows).order_by("blocked")
    for member_id, blocked_id in pairs.values_list("member", "blocked"):
        keys_by_member.setdefault(member_id, []).append(blocked_id)
    for member in rows:
        if member.blocked_ids != keys_by_member.get(member.pk, []):
            sentence = f"Member {member.pk} sees texts of blocked members, or misses others"
            yield Problem(member.pk, sentence)


def _store_copy(key: int) -> None:
    with transaction.atomic(durable=True):
        Member.objects.locked(key)
        Block.objects.store_copy_of(key)


CHECKS = [
    RowCheck(
        "blocked-members",
        rows=Member.objects.all,
        find=find_wrong_copies,
        repair=one_by_one(_store_copy),
        repair_sentence="copies the keys of the blocked members again",
    ),
]
