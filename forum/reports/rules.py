"""Who may report, and who may decide about a report (decisions 10 and 86)."""

from typing import Any

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from accounts.administration import rules as administration
from accounts.models import Member
from forum.contributions.numbered_rules import Rule
from forum.contributions.rules import ANY_REASON
from forum.reports.assignments import Assignment
from forum.reports.models import Report
from forum.reports.outcomes import Outcome
from forum.reports.targets import Reported, Target, TextTarget, target_of


def refuse_report(member: Any, reported: Reported, *, why: str, rule: int = Rule.OTHER) -> str:
    """Nobody reports a text twice, unless it has changed since the decision.

    The name of a rule says enough; "something else" needs words.
    """
    target = target_of(reported)
    reason = why or (ANY_REASON if rule else "")
    if refusal := target.refuse_report(member, why=reason):
        return refusal
    own = Report.objects.about(reported).filter(reporter=member.pk)
    if own.open().exists():
        return _("You have already reported this. The facilitators will look at it.")
    if own.filter(version=target.version, outcome=Outcome.UNCHANGED).exists():
        return _("You have already reported this. The facilitators decided to leave it as it is.")
    return ""


def refuse_decision(member: Any, report: Report) -> str:
    """Why `member` may not decide about the case of `report`, claim it or hand it on."""
    target = report.target
    if refusal := target.refuse_role(member):
        return refusal
    if target.author.pk == member.pk:
        return _("You cannot decide about your own text.")
    if report.handled_at:
        return handled_sentence(report)
    if report.case().filter(reporter=member.pk).exists():
        return _("You cannot decide about your own report. Another facilitator will look at it.")
    assignment = report.assignment()
    return assigned_sentence(assignment) if assignment and assignment.excludes(member) else ""


def refuse_outcome(report: Report, outcome: Outcome) -> str:
    """A text that reports hid is shown again or stays hidden, before anything else happens."""
    target = report.target
    is_waiting = isinstance(target, TextTarget) and target.item.is_hidden_by_reports
    if is_waiting and outcome not in (Outcome.UNCHANGED, Outcome.HIDDEN):
        return _("Reports have hidden this text. First show it again, or keep it hidden.")
    return ""


def refuse_release(member: Any, report: Report, assignment: Assignment | None) -> str:
    """Who works on a case stops it, or who handed it on takes it back."""
    if refusal := report.target.refuse_role(member):
        return refusal
    if assignment and member.pk not in (assignment.assignee_id, assignment.by_id):
        return assigned_sentence(assignment)
    return ""


def refuse_hand_on(member: Any, report: Report, *, to: Member | None, note: str) -> str:
    """to: None for all administrators."""
    if refusal := refuse_decision(member, report):
        return refusal
    if not note.strip():
        return _("Say what you ask them to do.")
    if to is None:
        return ""
    if to.pk == member.pk:
        return _("Choose somebody else. To work on it yourself, claim it.")
    if refuse_colleague(to, report.target, report):
        return _("%(name)s cannot decide about this report. Choose somebody else.") % {
            "name": to.get_full_name()
        }
    return ""


def refuse_colleague(colleague: Member, target: Target, report: Report) -> str:
    """Why a case cannot be handed on to `colleague`: nobody decides about themselves."""
    if refusal := target.refuse_role(colleague):
        return refusal
    if target.author.pk == colleague.pk:
        return _("You cannot decide about your own text.")
    if report.case().filter(reporter=colleague.pk).exists():
        return _("You cannot decide about your own report. Another facilitator will look at it.")
    return ""


def refuse_sanction_by_report(member: Any, report: Report) -> str:
    """Why `member` may not silence or suspend the author. Facilitators hand the case on."""
    if refusal := refuse_decision(member, report):
        return refusal
    return administration.refuse_administration(report.target.author, member)


def refuse_warning(member: Any, report: Report, *, why: str) -> str:
    if refusal := refuse_decision(member, report):
        return refusal
    if report.target.author.closed_at:
        return _("This account is closed.")
    return administration.refuse_reason(why)


def handled_sentence(report: Report) -> str:
    name = report.handled_by.get_full_name() if report.handled_by else ""
    return _("Already handled by %(name)s: %(outcome)s.") % {
        "name": name,
        "outcome": report.get_outcome_display(),
    }


def assigned_sentence(assignment: Assignment) -> str:
    name = assignment.assignee.get_full_name() if assignment.assignee else ""
    until = time_format(timezone.localtime(assignment.ends_at))
    return _("%(name)s works on this report until %(time)s. Then others can take it over.") % {
        "name": name,
        "time": until,
    }
