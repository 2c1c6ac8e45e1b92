"""Compute the level of members again, and store it.

Levels follow from other events, so they leave no event of their own.
"""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import Member
from forum.trust.facts import facts_of
from forum.trust.levels import standing_of


def compute_levels(member_ids: Iterable[int], *, may_fall: bool = True) -> None:
    """Store the level of each of these members. Safe to repeat."""
    for member_id in sorted(set(member_ids)):
        with transaction.atomic(durable=True):
            store_level(Member.objects.locked(member_id), may_fall=may_fall)


def store_level(member: Member, *, may_fall: bool = True) -> None:
    """`member` is locked, so that no worker stores an older result over a newer one."""
    standing = standing_of(member, facts_of([member.pk])[member.pk])
    if standing.level < member.trust_level and not may_fall:
        return
    if (member.trust_level, member.trust_due_at) != standing:
        member.trust_level, member.trust_due_at = standing
        member.save(update_fields=["trust_level", "trust_due_at"])
