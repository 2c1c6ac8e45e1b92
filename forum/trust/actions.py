"""Vouch for a member, and take it back."""

from django.db import transaction
from django.utils import timezone

from accounts.acts import recording
from accounts.models import Member
from collective_brain.errors import Refused
from forum.trust import rules
from forum.trust.computing import store_level
from forum.trust.events import MemberVouched, VouchEnded
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
        store_level(member)


def end_vouch(member: Member, *, by: Member) -> None:
    """Take it back; every facilitator may. A repeat changes nothing. Raises Refused."""
    with transaction.atomic(durable=True):
        member, by = _lock(member, by)
        if refusal := rules.refuse_role(by):
            raise Refused(refusal)
        if Vouch.objects.open().filter(member=member).update(ended_at=timezone.now()):
            recording.record(VouchEnded(member.pk, by=by.pk), member.act_target)
            store_level(member)


def _lock(member: Member, by: Member) -> tuple[Member, Member]:
    """Both rows, always in the same order, so that two facilitators never wait for each other."""
    keys = sorted({member.pk, by.pk})
    rows = {key: Member.objects.locked(key) for key in keys}
    return rows[member.pk], rows[by.pk]
