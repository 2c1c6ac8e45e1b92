"""Begin to see the site as a member: one transaction, one act of the record."""

from django.db import transaction

from accounts.acts import recording
from accounts.models import Member
from accounts.seeing_as import rules
from accounts.seeing_as.events import SeenAs
from collective_brain.errors import Refused


def see_as(member: Member, *, by: Member, why: str) -> None:
    """Record that `by` sees the site as `member`. Each time is an act. Raises Refused."""
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if refusal := rules.refuse_start(member, by, why):
            raise Refused(refusal)
        recording.record(SeenAs(member.pk, by=by.pk, why=why), member.act_target)
