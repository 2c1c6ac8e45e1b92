"""The worker calls this listener. It is safe to repeat."""

from django.db import transaction

from accounts.events import MemberClosed
from accounts.models import Member
from forum.blocking.models import Block


def delete_blocks_of_closed_account(event: MemberClosed) -> None:
    """Whom the member blocks, and who blocks the member."""
    closed = event.member_id
    blockers = Block.objects.filter(blocked=closed).values_list("member", flat=True)
    for member_id in sorted({closed, *blockers}):
        with transaction.atomic(durable=True):
            Member.objects.locked(member_id)
            rows = Block.objects.filter(member=member_id)
            (rows if member_id == closed else rows.filter(blocked=closed)).delete()
            Block.objects.store_copy_of(member_id)
