"""What happens to received mails and their keys when an account is closed."""

from accounts.events import MemberClosed
from forum.mail.incoming.models import ReceivedMail, ReplyKey


def delete_received_mail_of_closed_account(event: MemberClosed) -> None:
    ReplyKey.objects.filter(member=event.member_id).delete()
    ReceivedMail.objects.filter(member=event.member_id).delete()
