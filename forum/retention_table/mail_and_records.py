"""E-mails, records and backups with something personal. The privacy page shows these rows."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import retention as accounts
from accounts.acts.models import Act
from collective_brain.backups import keeping
from collective_brain.event_log import models as event_log
from collective_brain.outgoing_mail import models as mail
from collective_brain.retention import Row
from forum.mail.delivery.domains import KEEP_DAYS as KEEP_MAIL_DAYS
from forum.mail.delivery.models import DomainDay, MailDomain
from forum.mail.incoming.models import (
    KEEP_ENDED_KEYS,
    KEEP_MAILS,
    VALID_FOR,
    ReceivedMail,
    ReplyKey,
)
from forum.mail.models import KEEP as KEEP_MAIL_ITEMS
from forum.mail.models import MailItem
from forum.push.models import KEEP as KEEP_PUSH_ITEMS
from forum.push.models import PushItem


def _has_backups() -> bool:
    return bool(settings.BACKUP_FOLDER)


def _longest_backup() -> timedelta:
    return keeping.longest(keeping.parse_rule(settings.BACKUP_KEEP))


MAIL_AND_RECORDS = [
    Row(
        _("An e-mail that could not be sent"),
        tables=("outgoing_mail.OutgoingEmail",),
        keep_for=lambda: mail.KEEP_GIVEN_UP,
        delete=mail.OutgoingEmail.objects.delete_given_up,
    ),
    Row(
        _("Which posts were e-mailed to you"),
        tables=("mail.MailItem",),
        keep_for=lambda: KEEP_MAIL_ITEMS,
        delete=MailItem.objects.delete_old,
    ),
    Row(
        _("E-mails that you sent to this site"),
        tables=("incoming_mail.ReceivedMail",),
        keep_for=lambda: KEEP_MAILS,
        delete=ReceivedMail.objects.delete_old,
    ),
    Row(
        _("Addresses by which you can answer e-mails of this site"),
        tables=("incoming_mail.ReplyKey",),
        keep_for=lambda: VALID_FOR + KEEP_ENDED_KEYS,
        delete=ReplyKey.objects.delete_old,
    ),
    Row(
        _("Which notifications were sent to your devices"),
        tables=("push.PushItem",),
        keep_for=lambda: KEEP_PUSH_ITEMS,
        delete=PushItem.objects.delete_old,
    ),
    Row(
        _("How many e-mails each domain took, refused and returned on a day"),
        tables=("mail_delivery.DomainDay",),
        keep_for=lambda: KEEP_MAIL_DAYS,
        delete=DomainDay.objects.delete_old,
    ),
    Row(
        _("Which domains ask for fewer e-mails"),
        tables=("mail_delivery.MailDomain",),
        keep_for=lambda: KEEP_MAIL_DAYS,
        delete=MailDomain.objects.delete_old,
    ),
    Row(
        _("Records of what was written and changed, without the texts"),
        tables=("journal.Event",),
        setting="EVENT_LOG_KEEP_DAYS",
        delete=event_log.Event.objects.delete_old,
    ),
    Row(
        _("What administrators changed"),
        tables=("admin.LogEntry",),
        setting="ADMINISTRATION_LOG_KEEP_DAYS",
        delete=accounts.delete_old_log_entries,
    ),
    Row(
        _("What facilitators and administrators did, and decisions about you"),
        tables=(
            *("acts.Act", "moderation.Statement"),
            *("moderation.Appeal", "moderation.AppealMessage"),
        ),
        setting="RECORD_KEEP_DAYS",
        delete=Act.objects.delete_old,
    ),
    Row(
        _("Copies of everything, in case the server fails"),
        files=("backups",),
        keep_for=_longest_backup,
        setting="BACKUP_KEEP",
        deleted_by="the worker, after the backup of each day",
        is_used=_has_backups,
    ),
]
