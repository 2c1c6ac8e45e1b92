"""Accept the rules and the privacy notice: one transaction, one event."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.consents import versions
from accounts.consents.events import RulesAccepted
from accounts.consents.models import Consent
from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused


def accept(member: Member, *, version: int) -> None:
    """Accept the newest version. A repeat changes nothing.

    version: the one that the member has read. Raises Refused if there is a newer one.
    """
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if member.closed_at:
            raise Refused(_("This account is closed."))
        if version != versions.newest().number:
            raise Refused(_("The rules have changed again. Read them, then accept them."))
        if Consent.objects.store(member):
            member.save(update_fields=["accepted_version"])
            event_log.record(RulesAccepted(member.pk, by=member.pk, version=version))
