from accounts.events import MemberClosed
from forum.mail.delivery.addresses import MailAddress


def delete_address_of_closed_account(event: MemberClosed) -> None:
    MailAddress.objects.filter(member=event.member_id).delete()
