"""What mail servers report about the site's mail: it did not arrive, or a reader does not want it.

A report is proven by something that only a copy of the mail contains: the key of its envelope
sender, or its signed link to stop mail. A report without it is believed only about an address that
the site mailed in the last 30 days, and counts less.
"""

import re
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.credentials import normal_email
from accounts.models import Member
from forum.mail import links
from forum.mail.delivery import bounce_keys, outcomes
from forum.mail.delivery.addresses import SOFT
from forum.mail.delivery.outcomes import points_of
from forum.mail.models import MailItem, State
from forum.mail.reading.delivery_reports import FailedRecipient, read_delivery_report
from forum.mail.reading.kinds import IncomingKind
from forum.mail.reading.message import read_mail

MAILED_WITHIN = timedelta(days=30)
MOST_BYTES = 500_000  # looked at for keys and links
MOST_LINKS = 5
UNWANTED = "A mail program reported a mail as unwanted."
STOP_LINK = re.compile(r"/mail/stop/([\w:-]{20,300})")


def take_report(raw: bytes, recipient: str) -> bool:
    """Act on a mail that is a report of a mail server. False if it is none, or not believed.

    recipient: the address of the site to which it was sent, or several with spaces between them.
    """
    kind = read_mail(raw, envelope_sender="").kind
    if kind == IncomingKind.COMPLAINT:
        return _take_complaint(raw, recipient)
    if kind == IncomingKind.DELIVERY_REPORT:
        return _take_delivery_report(raw, recipient)
    return False


def _take_complaint(raw: bytes, recipient: str) -> bool:
    """Only a proven complaint counts, because it stops mail at once."""
    member = _proven_member(raw, recipient)
    if member is None:
        return False
    outcomes.mail_was_unwanted(member, UNWANTED)
    return True


def _take_delivery_report(raw: bytes, recipient: str) -> bool:
    failed = read_delivery_report(raw).recipients
    if member := _proven_member(raw, recipient):
        points = [points_of(each.status, is_permanent=each.is_permanent) for each in failed]
        outcomes.mail_came_back(member, max(points, default=SOFT), reason_of(failed))
        return True
    mailed = _mailed_members(failed)
    for member in mailed:
        outcomes.mail_came_back(member, SOFT, reason_of(failed))
    return bool(mailed)


def _proven_member(raw: bytes, recipient: str) -> Member | None:
    if member := bounce_keys.find_member(recipient):
        return member
    text = raw[:MOST_BYTES].decode("ascii", "replace")
    return bounce_keys.find_member(text) or _member_of_stop_link(text)


def _member_of_stop_link(text: str) -> Member | None:
    for match in list(STOP_LINK.finditer(text))[:MOST_LINKS]:
        if link := links.read(links.STOP, match[1], max_age=MAILED_WITHIN):
            return link.member
    return None


def _mailed_members(failed: tuple[FailedRecipient, ...]) -> QuerySet[Member]:
    """Those with an address that failed, and that got a mail of the site lately."""
    since = timezone.now() - MAILED_WITHIN
    addresses = {normal_email(each.address) for each in failed}
    sent = MailItem.objects.filter(member=OuterRef("pk"), state=State.SENT, done_at__gte=since)
    return Member.objects.filter(Exists(sent), email__in=addresses, closed_at=None)


def reason_of(failed: tuple[FailedRecipient, ...]) -> str:
    """What the report says about the first address."""
    return " ".join(f"{failed[0].status} {failed[0].reason}".split()) if failed else ""
