"""Tell facilitators who wrote to them, and members who answered; the worker calls this listener.

It is safe to repeat.
"""

from forum.enquiries.events import EnquiryWritten
from forum.enquiries.models import Enquiry, EnquiryMessage
from forum.notifications import recipients
from forum.notifications.kinds import Kind
from forum.notifications.listeners import delete_rows, nudge_members
from forum.notifications.models import Notification


def notify_of_enquiry(event: EnquiryWritten) -> None:
    """One unread notification for each reader of a conversation, about the newest message."""
    message = EnquiryMessage.objects.select_related("enquiry__theme").filter(pk=event.message_id)
    for stored in message:  # none if the account of the member was closed
        _mark_read_by_writers(stored)
        if not stored.enquiry.messages.filter(pk__gt=stored.pk, author=stored.author_id).exists():
            _notify_readers(stored)


def _mark_read_by_writers(message: EnquiryMessage) -> None:
    """The author has read what came before. An answer of one facilitator is enough."""
    enquiry = message.enquiry
    before = Notification.objects.filter(enquiry=enquiry, read_at=None, mark__lt=message.pk)
    if message.author_id == enquiry.member_id:
        read = before.filter(member=enquiry.member_id)
    else:
        read = before.exclude(member=enquiry.member_id)
    member_ids = set(read.values_list("member", flat=True))
    read.mark_read()
    nudge_members(member_ids)


def _notify_readers(message: EnquiryMessage) -> None:
    enquiry = message.enquiry
    kind, reader_ids = Kind.ANSWER, {enquiry.member_id}
    if message.author_id == enquiry.member_id:
        kind, reader_ids = Kind.ENQUIRY, _readers(enquiry)
    told = Notification.objects.create_missing(
        recipients.members_who_may_read(enquiry.theme, reader_ids),
        kind=kind,
        number=0,
        by_id=message.author_id,
        theme_id=enquiry.theme_id,
        enquiry=enquiry,
        mark=message.pk,
    )
    earlier = Notification.objects.filter(
        enquiry=enquiry, kind=kind, mark__lt=message.pk, read_at=None, member__in=told
    )
    delete_rows(earlier.values_list("pk", "member"))
    nudge_members(told)


def _readers(enquiry: Enquiry) -> set[int]:
    return recipients.facilitators_or_administrators(enquiry.theme, exclude={enquiry.member_id})
