"""Say who works on a case: claim it, release it, hand it on.

Each write is one function and one transaction, under the lock of what was reported, so that of two
members who claim at once one does.
"""

from django.db import transaction
from django.utils import timezone

from accounts.acts import recording
from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.reports import rules
from forum.reports.assignments import Assignment
from forum.reports.events import CaseClaimed, CaseHandedOn, CaseReleased
from forum.reports.models import Report
from forum.reports.targets import target_fields


def claim(report: Report, member: Member) -> None:
    """Keep the case for `member` for two hours. A repeat begins them again. Raises Refused."""
    with transaction.atomic(durable=True):
        fresh = _lock(report)
        if refusal := rules.refuse_decision(member, fresh):
            raise Refused(refusal)
        _assign(fresh, by=member, assignee=member)
        event_log.record(CaseClaimed(report.pk, by=member.pk))


def release(report: Report, member: Member) -> None:
    """Leave the case to others. A repeat changes nothing. Raises Refused."""
    with transaction.atomic(durable=True):
        fresh = _lock(report)
        assignment = fresh.assignment()
        if refusal := rules.refuse_release(member, fresh, assignment):
            raise Refused(refusal)
        if assignment:
            assignment.delete()
            event_log.record(CaseReleased(report.pk, by=member.pk))


def hand_on(report: Report, member: Member, *, to: Member | None, note: str) -> None:
    """Ask another facilitator, or the administrators, to decide. They are told. Raises Refused.

    to: None for all administrators.
    """
    with transaction.atomic(durable=True):
        fresh = _lock(report)
        if refusal := rules.refuse_hand_on(member, fresh, to=to, note=note):
            raise Refused(refusal)
        _assign(fresh, by=member, assignee=to, note=note)
        recording.record(
            CaseHandedOn(report.pk, by=member.pk, assignee_id=to.pk if to else 0),
            report.reported.act_target,
        )


def _lock(report: Report) -> Report:
    """The report as it is now, with what it is about locked."""
    report.target.locked()
    return Report.objects.with_targets().get(pk=report.pk)


def _assign(report: Report, *, by: Member, assignee: Member | None, note: str = "") -> None:
    fields = {"by": by, "assignee": assignee, "note": note, "at": timezone.now()}
    Assignment.objects.update_or_create(defaults=fields, **target_fields(report.reported))
