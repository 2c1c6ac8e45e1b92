"""The worker calls this listener. It is safe to repeat."""

from accounts.events import MemberClosed
from forum.blocking.actions import delete_all_of


def delete_blocks_of_closed_account(event: MemberClosed) -> None:
    delete_all_of(event.member_id)
