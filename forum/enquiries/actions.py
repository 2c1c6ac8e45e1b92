"""Write to the facilitators of a theme, and answer (decision 13)."""

from uuid import UUID

from django.db import transaction

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.budgets.models import DailyUse, size_in_bytes
from forum.contributions.models import nonce_refusal
from forum.enquiries import rules
from forum.enquiries.events import EnquiryWritten
from forum.enquiries.models import Enquiry, EnquiryMessage
from forum.themes.models import Theme


def write(
    theme: Theme, member: Member, author: Member, *, source: str, nonce: UUID
) -> EnquiryMessage:
    """Add a message to the enquiry of `member` to the facilitators of `theme`.

    author: `member`, or a facilitator who answers. nonce: the UUID of the form. A repeated request
    with the same text returns the stored message. Raises Refused.
    """
    with transaction.atomic(durable=True):
        if refusal := rules.refuse_message(author, theme, member):
            raise Refused(refusal)
        enquiry, _is_new = Enquiry.objects.get_or_create(theme=theme, member=member)
        enquiry = Enquiry.objects.locked(enquiry.pk)
        if stored := EnquiryMessage.objects.filter(author=author, nonce=nonce).first():
            return _require_same_request(stored, enquiry, source)
        DailyUse.objects.spend_bytes(author.pk, size_in_bytes(source))
        message = enquiry.messages.create(author=author, source=source, nonce=nonce)
        enquiry.last_at, enquiry.last_author = message.created_at, author
        enquiry.save(update_fields=["last_at", "last_author"])
        event_log.record(EnquiryWritten(message.pk, by=author.pk))
    return message


def _require_same_request(stored: EnquiryMessage, enquiry: Enquiry, source: str) -> EnquiryMessage:
    if stored.enquiry_id != enquiry.pk or stored.source != source:
        raise Refused(nonce_refusal())
    return stored
