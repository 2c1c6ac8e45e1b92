"""Delete the enquiries of a closed account. The worker calls this; it is safe to repeat."""

from accounts.events import MemberClosed
from accounts.models import Member
from forum.contributions.usernames import erase_username
from forum.enquiries.models import Enquiry, EnquiryMessage


def delete_enquiries_of_closed_account(event: MemberClosed) -> None:
    Enquiry.objects.filter(member=event.member_id).delete()
    if handle := Member.objects.values_list("handle", flat=True).get(pk=event.member_id):
        erase_username(EnquiryMessage.objects.all(), "source", handle)
