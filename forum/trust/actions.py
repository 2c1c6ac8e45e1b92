"""Vouch for a member, take it back, and compute levels again."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.acts import recording
from accounts.models import Member
from collective_brain.errors import Refused
from forum.trust import rules
from forum.trust.events import MemberVouched, VouchEnded
from forum.trust.facts import facts_of
from forum.trust.levels import standing_of
from forum.trust.models import Vouch


def vouch(member: Member, *, by: Member, why: str) -> None:
    """Lift the limits of a new member at once. A repeat changes nothing. Raises Refused."""
    with transaction.atomic(durable=True):
        member, by = _lock(member, by)
        if Vouch.objects.open().filter(member=member).exists():
            return
        if refusal := rules.refuse_vouch(member, by, why=why):
            raise Refused(refusal)
        Vouch.objects.create(member=member, by=by, why=why)
        recording.record(MemberVouched(member.pk, by=by.pk, why=why), member.act_target)
        _store_level(member)


def end_vouch(member: Member, *, by: Member) -> None:
    """Take it back; every facilitator may. A repeat changes nothing. Raises Refused."""
    with transaction.atomic(durable=True):
        member, by = _lock(member, by)
        if refusal := rules.refuse_role(by):
            raise Refused(refusal)
        if Vouch.objects.open().filter(member=member).update(ended_at=timezone.now()):
            recording.record(VouchEnded(member.pk, by=by.pk), member.act_target)
            _store_level(member)


def compute_levels(member_ids: Iterable[int], *, may_fall: bool = True) -> None:
    """Store the level of each of these members. Safe to repeat.

    Levels follow from other events, so they leave no event of their own.
    """
    for member_id in sorted(set(member_ids)):
        with transaction.atomic(durable=True):
            _store_level(Member.objects.locked(member_id), may_fall=may_fall)


def _lock(member: Member, by: Member) -> tuple[Member, Member]:
    """Both rows, always in the same order, so that two facilitators never wait for each other."""
    keys = sorted({member.pk, by.pk})
    rows = {key: Member.objects.locked(key) for key in keys}
    return rows[member.pk], rows[by.pk]


def _store_level(member: Member, *, may_fall: bool = True) -> None:
    """`member` is locked, so that two workers do not store an older result over a newer one."""
    standing = standing_of(member, facts_of([member.pk])[member.pk])
    if standing.level < member.trust_level and not may_fall:
        return
    if (member.trust_level, member.trust_due_at) != standing:
        member.trust_level, member.trust_due_at = standing
        member.save(update_fields=["trust_level", "trust_due_at"])
