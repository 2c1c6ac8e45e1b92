"""Send what is due. Each mail is claimed first, so that two workers do not send the same one.

A worker that is killed after the mail server took a mail leaves the row as it was. The mail is sent
again with the same Message-ID, so that mail programs show it once.
"""

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone

from forum.mail import messages
from forum.mail.delivery import outcomes
from forum.mail.delivery.bounce_keys import add_envelope_sender
from forum.mail.delivery.domains import MailDomain, domain_of
from forum.mail.delivery.smtp_replies import read_reply
from forum.mail.digests import messages as digest_messages
from forum.mail.digests.contents import Digest
from forum.mail.models import MailItem, State
from forum.mail.selection import still_wanted

logger = logging.getLogger(__name__)

SECONDS = 5.0  # of one task, so that the mail of accounts waits no longer
CANDIDATES = 50  # rows looked at before the next query


class MailServerAway(Exception):
    """The mail server does not answer, so no other mail can be sent now."""


def send_due(seconds: float = SECONDS) -> bool:
    """Send for so many seconds. Whether more is due."""
    end = time.monotonic() + seconds
    connection = get_connection(settings.DELIVERY_EMAIL_BACKEND)
    try:
        due = MailItem.objects.due().select_related("member").order_by("due_at")
        while items := list(due.all()[:CANDIDATES]):
            for item in items:
                _send_one(item, connection)
                if time.monotonic() > end:
                    return MailItem.objects.due().exists()
    except MailServerAway:
        return False  # the periodic task tries again
    finally:
        connection.close()
    return False


def _send_one(item: MailItem, connection: Any) -> None:
    if _is_over_limit(item):
        MailItem.objects.with_same_place(item).update(
            due_at=_start_of_day() + timedelta(days=1), alone=False
        )
        return
    domain = domain_of(item.member.email)
    if not MailDomain.objects.may_send(domain):
        MailItem.objects.filter(pk=item.pk).update(domain=domain)
        return
    items = MailItem.objects.claim(item)
    if not items:
        return  # another worker sends it, or it was in a mail that was just sent
    mail = MailItem.objects.in_mail(items[0].member_id, items[0].message_id)
    try:
        is_sent = _deliver(items, connection)
    except Exception as error:
        mail.update(error=repr(error)[:1000], domain=domain)
        if not isinstance(error, OSError):  # an error of ours: the other mails go on
            logger.exception("a mail could not be made: %s", items[0].message_id)
        elif reply := read_reply(error):
            outcomes.mail_was_refused(items[0].member, reply)
        else:
            raise MailServerAway from error
        return
    mail.finish(State.SENT if is_sent else State.DROPPED)
    if is_sent:
        outcomes.mail_was_taken(domain)


def _deliver(items: list[MailItem], connection: Any) -> bool:
    """Whether anything of the mail was still wanted."""
    wanted = still_wanted(items)
    if wanted is None:
        return False
    member, message_id = items[0].member, items[0].message_id
    if isinstance(wanted, Digest):
        message = digest_messages.make(member, wanted, message_id)
    else:
        message = messages.make(member, wanted, message_id)
    add_envelope_sender(message, member)
    message.connection = connection
    message.send()
    return True


def _is_over_limit(item: MailItem) -> bool:
    """Whether the member got as many mails today as a member may get. A repeat is not counted."""
    if item.attempts:
        return False
    mails = MailItem.objects.count_mails_since(item.member_id, _start_of_day())
    return mails >= settings.MAILS_A_DAY


def _start_of_day() -> datetime:
    """Of today in UTC."""
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
