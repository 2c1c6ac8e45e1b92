"""Take the report of a mail server about an invitation: who invited sees that it did not arrive."""

from forum.mail.bounces import UNWANTED, reason_of
from forum.mail.joining.models import InvitedAddress
from forum.mail.reading.delivery_reports import read_delivery_report
from forum.mail.reading.kinds import IncomingKind
from forum.mail.reading.message import read_mail


def take_report(invited: InvitedAddress, raw: bytes) -> bool:
    """Act on a mail to the envelope sender of this invitation, whose key proves it.

    False if it is no report, or says that the mail server still tries.
    """
    kind = read_mail(raw, envelope_sender="").kind
    if kind == IncomingKind.COMPLAINT:
        return _record(invited, UNWANTED)
    if kind != IncomingKind.DELIVERY_REPORT:
        return False
    failed = read_delivery_report(raw).recipients
    if failed and not any(each.is_permanent for each in failed):
        return False
    return _record(invited, reason_of(failed))


def _record(invited: InvitedAddress, reason: str) -> bool:
    return bool(InvitedAddress.objects.filter(pk=invited.pk).record_return(reason))
