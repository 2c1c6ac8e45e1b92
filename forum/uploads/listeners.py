"""Delete the files of a closed account that no text shows. The worker calls this."""

from accounts.events import MemberClosed
from forum.uploads import actions, resumable


def delete_unused_files_of_closed_account(event: MemberClosed) -> None:
    """Safe to repeat. The files of texts stay with the texts, without their names and owner."""
    resumable.delete_of_member(event.member_id)
    actions.delete_files_of_closed_account(event.member_id)
