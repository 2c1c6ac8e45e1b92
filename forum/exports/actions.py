"""Ask for an export, and finish it. Each function is one transaction (decision 13)."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.exports import rules
from forum.exports.events import ExportFinished, ExportRequested
from forum.exports.models import Export


def request(member: Member) -> Export:
    """Ask the worker for a copy of all that is the member's. Raises Refused."""
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if refusal := rules.refuse_export(member):
            raise Refused(refusal)
        export = Export.objects.create(member=member)
        event_log.record(ExportRequested(export.pk, by=member.pk))
    return export


def finish(export: Export) -> None:
    """The ZIP file is complete. A repeat changes nothing."""
    size = export.zip_path.stat().st_size
    with transaction.atomic(durable=True):
        unfinished = Export.objects.filter(pk=export.pk, ready_at=None)
        if unfinished.update(ready_at=timezone.now(), size=size):
            event_log.record(ExportFinished(export.pk, by=export.member_id))
