"""Report a post or message, and decide about its reports.

Each write is one function and one transaction (decision 13). A decision locks the topic or room
first, like every other change of a text.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acts import recording
from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.budgets.models import DailyUse, size_in_bytes
from forum.chat import actions as chat
from forum.chat.models import Message
from forum.contributions.actions import ContributionActions
from forum.reports import rules
from forum.reports.events import ReportsHandled, ReportsReopened
from forum.reports.models import Outcome, Report, ReportQuerySet, target_fields
from forum.topics import actions as topics
from forum.topics.models import Post


def report(contribution: Post | Message, member: Member, *, why: str) -> Report:
    """Ask the facilitators of the theme to look at `contribution`. Raises Refused."""
    actions = _actions_of(contribution)
    with transaction.atomic(durable=True):
        _conversation, contribution = actions.lock(contribution)
        if refusal := rules.refuse_report(member, contribution, why=why):
            raise Refused(refusal)
        source = contribution.source
        DailyUse.objects.spend_bytes(member.pk, size_in_bytes(source, why))
        stored = Report.objects.create(
            **target_fields(contribution),
            version=contribution.version,
            source=source,
            reporter=member,
            why=why,
        )
        event_log.record(
            actions.events.reported(
                contribution.pk,
                by=member.pk,
                why=why,
                mark=contribution.changed,
                report_id=stored.pk,
            )
        )
    return stored


def leave_unchanged(report: Report, member: Member, *, until: int) -> None:
    """Handle the case of `report` without a change of the text. Raises Refused.

    until: the key of the newest report that the member has read. Later ones stay open.
    """
    with transaction.atomic(durable=True):
        _actions_of(report.contribution).lock(report.contribution)
        read = Report.objects.filter(pk__lte=until)
        report_ids = _handle_case(report, member, Outcome.UNCHANGED, among=read)
        _record_decision(report, member, report_ids, Outcome.UNCHANGED)


def hide(report: Report, member: Member, *, why: str) -> None:
    """Hide the reported text; its author is told `why`. Raises Refused."""
    decide = _decision(report, member, Outcome.HIDDEN)
    _actions_of(report.contribution).hide(report.contribution, member, why=why, under_lock=decide)


def edit(
    report: Report, member: Member, *, source: str, version: int, language: str, why: str
) -> None:
    """Change the text of the reported post; its author is told `why`. Raises Refused."""
    if refusal := rules.refuse_decision(member, report):
        raise Refused(refusal)
    if source == report.contribution.source:
        raise Refused(_("You have not changed the text."))
    topics.edit(
        report.post,
        member,
        source=source,
        version=version,
        language=language,
        why=why,
        under_lock=_decision(report, member, Outcome.EDITED),
    )


def close(reports: ReportQuerySet, *, by_id: int, outcome: Outcome) -> None:
    """Close the open reports of a text that was edited, hidden or deleted elsewhere.

    A repeat changes nothing. by_id: the key of the member who did that.
    """
    with transaction.atomic(durable=True):
        if report_ids := reports.handle(by_id=by_id, outcome=outcome):
            event_log.record(ReportsHandled(report_ids, by=by_id))


def reopen(reports: ReportQuerySet, *, by_id: int) -> None:
    """Open the reports of a text again that its author deleted and then restored.

    Otherwise authors could close the reports about them. A repeat changes nothing.
    """
    with transaction.atomic(durable=True):
        if report_ids := reports.reopen():
            event_log.record(ReportsReopened(report_ids, by=by_id))


def _decision(report: Report, member: Member, outcome: Outcome) -> Callable[[Any], None]:
    """What handles the whole case of `report`, to be called in the transaction of a change."""
    return partial(_decide_under_lock, report, member, outcome)


def _decide_under_lock(
    report: Report, member: Member, outcome: Outcome, _contribution: Post | Message
) -> None:
    report_ids = _handle_case(report, member, outcome, among=Report.objects.all())
    _record_decision(report, member, report_ids, outcome)


def _record_decision(
    report: Report, member: Member, report_ids: tuple[int, ...], outcome: Outcome
) -> None:
    event = ReportsHandled(report_ids, by=member.pk)
    after = {"outcome": outcome.value, "reports": len(report_ids)}
    recording.record(event, report.contribution.act_target, after=after)


def _handle_case(
    report: Report, member: Member, outcome: Outcome, *, among: ReportQuerySet
) -> tuple[int, ...]:
    """Handle the open reports of the case, and return their keys.

    Raises Refused if somebody else has done so.
    """
    fresh = Report.objects.with_targets().get(pk=report.pk)
    if refusal := rules.refuse_decision(member, fresh):
        raise Refused(refusal)
    report_ids = among.about(report.contribution).handle(by_id=member.pk, outcome=outcome)
    if report.pk not in report_ids:
        fresh.refresh_from_db()
        raise Refused(rules.handled_sentence(fresh))
    return report_ids


def _actions_of(contribution: Post | Message) -> ContributionActions:
    return topics.posts if isinstance(contribution, Post) else chat.messages
