"""What follows from the answer to a mail: a domain waits, an address gets points, mail stops."""

from accounts.models import Member
from forum.mail.delivery.addresses import HARD, SOFT, MailAddress
from forum.mail.delivery.domains import DomainDay, MailDomain, domain_of
from forum.mail.delivery.smtp_replies import Reply
from forum.notifications import mail_stops

# No such mailbox (5.1.1), no such domain (5.1.2, 5.1.10), a closed mailbox (5.2.1), and the like.
NO_MAILBOX = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4")
# The server does not want mail of this site or of this content. The address is not to blame.
AGAINST_THE_SITE = ("4.7.", "5.7.")


def mail_was_taken(domain: str) -> None:
    MailDomain.objects.recover(domain)
    DomainDay.objects.add(domain, "sent")


def mail_was_refused(member: Member, reply: Reply) -> None:
    """The mail server refused a mail to `member`. It is tried again unless its mail stops."""
    domain = domain_of(member.email)
    DomainDay.objects.add(domain, "refused")
    if reply.asks_domain_to_wait:
        MailDomain.objects.slow_down(domain, reply.text[:1000])
    if reply.status in NO_MAILBOX:
        _add_points(member, HARD, reply.text)


def mail_came_back(member: Member, points: int, reason: str) -> None:
    """A report says that a mail to `member` did not arrive."""
    DomainDay.objects.add(domain_of(member.email), "bounced")
    _add_points(member, points, reason)


def mail_was_unwanted(member: Member, reason: str) -> None:
    """The member, or the program of the member, reported a mail as unwanted."""
    DomainDay.objects.add(domain_of(member.email), "complaints")
    if MailAddress.objects.add_complaint(member, reason):
        mail_stops.notify(member.pk)


def points_of(status: str, *, is_permanent: bool) -> int:
    """status: of RFC 3463; "" if it is not known, as in reports of old servers."""
    if status.startswith(AGAINST_THE_SITE):
        return 0
    if is_permanent and (status in NO_MAILBOX or not status):
        return HARD
    return SOFT


def _add_points(member: Member, points: int, reason: str) -> None:
    if points and MailAddress.objects.add_bounce(member, points, reason):
        mail_stops.notify(member.pk)
