"""Block a member, and undo it."""

from django.db import transaction

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.blocking import rules
from forum.blocking.events import MemberBlocked, MemberUnblocked
from forum.blocking.models import Block


def block(other: Member, member: Member) -> None:
    """Let `member` see nothing more of what `other` writes. A repeat changes nothing."""
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if Block.objects.filter(member=member, blocked=other).exists():
            return
        if refusal := rules.refuse_block(member, other):
            raise Refused(refusal)
        Block.objects.create(member=member, blocked=other)
        Block.objects.store_copy_of(member.pk)
        event_log.record(MemberBlocked(other.pk, by=member.pk))


def unblock(other: Member, member: Member) -> None:
    """A repeat changes nothing."""
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        deleted, _rows = Block.objects.filter(member=member, blocked=other).delete()
        if deleted:
            Block.objects.store_copy_of(member.pk)
            event_log.record(MemberUnblocked(other.pk, by=member.pk))
