"""The worker calls this."""

from accounts.events import MemberClosed
from forum.profile_pictures import actions


def delete_picture_of_closed_account(event: MemberClosed) -> None:
    """Safe to repeat."""
    actions.delete_of_closed_account(event.member_id)
