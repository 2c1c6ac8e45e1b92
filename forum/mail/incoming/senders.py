"""Whether a mail comes from the member who has the key in its address."""

from allauth.account.models import EmailAddress
from django.conf import settings

from accounts.credentials import normal_email
from accounts.models import Member
from forum.mail.incoming.outcomes import Reason
from forum.mail.reading.authentication import is_forged
from forum.mail.reading.kinds import IncomingKind
from forum.mail.reading.message import IncomingMail


def member_with_address(address: str) -> Member | None:
    """The member with this confirmed address."""
    confirmed = EmailAddress.objects.filter(email__iexact=normal_email(address), verified=True)
    row = confirmed.select_related("user").filter(user__closed_at=None).first()
    return row.user if row else None


def refuse_sender(mail: IncomingMail, member: Member) -> Reason | None:
    """Why `mail` does not count as a mail of `member`; None if it does."""
    if mail.kind != IncomingKind.PERSON:
        return Reason.MACHINE
    server = settings.INCOMING_MAIL_AUTHSERV_ID
    if server and is_forged(mail.authentication, server=server, sender=mail.sender):
        return Reason.NOT_BELIEVED
    sender = member_with_address(mail.sender) if mail.sender else None
    return None if sender == member else Reason.OTHER_SENDER
