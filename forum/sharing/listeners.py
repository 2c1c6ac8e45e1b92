"""The listener of closed accounts; the worker calls it. It is safe to repeat."""

from accounts.events import MemberClosed
from forum.sharing.models import FeedAddress


def delete_feed_address_of_closed_account(event: MemberClosed) -> None:
    FeedAddress.objects.filter(member=event.member_id).delete()
