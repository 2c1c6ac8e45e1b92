"""Report a post, a message, a private note or a profile, and decide about its reports.

Each write is one function and one transaction (decision 13). A decision locks what was reported
first, like every other change of it. assignment_actions.py has claim, release and hand_on.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acts import recording
from accounts.administration import actions as administration
from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.budgets.models import DailyUse, size_in_bytes
from forum.contributions.numbered_rules import Rule
from forum.facilitation import actions as facilitation
from forum.reports import agreement, rules
from forum.reports.events import AuthorWarned, ReportsHandled, ReportsReopened
from forum.reports.models import Report, ReportQuerySet
from forum.reports.outcomes import Outcome
from forum.reports.targets import (
    ContributionTarget,
    Reported,
    TextTarget,
    target_fields,
    target_of,
)
from forum.themes.models import Theme
from forum.topics import actions as topics


def report(reported: Reported, member: Member, *, why: str, rule: int = Rule.OTHER) -> Report:
    """Ask those who decide about `reported` to look at it. Raises Refused.

    Records PostReported, MessageReported, NoteReported or ProfileReported, and HiddenByReports if
    enough agree.
    """
    with transaction.atomic(durable=True):
        target = target_of(reported).locked()
        if refusal := rules.refuse_report(member, target.item, why=why, rule=rule):
            raise Refused(refusal)
        DailyUse.objects.spend_bytes(member.pk, size_in_bytes(target.source, why))
        stored = Report.objects.create(
            **target_fields(target.item),
            version=target.version,
            source=target.source,
            reporter=member,
            rule=rule,
            why=why,
        )
        event_log.record(target.reported_event(by=member.pk, why=why, report_id=stored.pk))
        agreement.hide_if_agreed(target, stored)
    return stored


def leave_unchanged(report: Report, member: Member, *, until: int) -> None:
    """Handle the case of `report` without a change. Raises Refused.

    until: the key of the newest report that the member has read. Later ones stay open.
    """
    with transaction.atomic(durable=True):
        target = report.target.locked()
        read = Report.objects.filter(pk__lte=until)
        report_ids = _handle_case(report, member, Outcome.UNCHANGED, among=read)
        _record_decision(report, member, report_ids, Outcome.UNCHANGED)
        if isinstance(target, TextTarget) and target.item.is_hidden_by_reports:
            target.actions.show_again(target.item, by_id=member.pk)


def hide(report: Report, member: Member, *, why: str, rule: int | None = None) -> None:
    """Hide the reported text; its author is told `why`. Raises Refused.

    rule: the number of the rule of the site that it breaks, as in the other decisions.
    """
    target = report.target
    if not isinstance(target, ContributionTarget):
        raise Refused(_("A profile cannot be hidden. Correct it, or suspend the member."))
    decide = _decision(report, member, Outcome.HIDDEN)
    target.actions.hide(target.item, member, why=why, rule=rule, under_lock=decide)


def edit(
    report: Report,
    member: Member,
    *,
    source: str,
    version: int,
    language: str,
    why: str,
    rule: int | None = None,
) -> None:
    """Change the text of the reported post; its author is told `why`. Raises Refused."""
    if refusal := rules.refuse_decision(member, report):
        raise Refused(refusal)
    if source == report.target.source:
        raise Refused(_("You have not changed the text."))
    topics.edit(
        report.post,
        member,
        source=source,
        version=version,
        language=language,
        why=why,
        rule=rule,
        under_lock=_decision(report, member, Outcome.EDITED),
    )


def move(report: Report, member: Member, *, theme: Theme) -> None:
    """Move the topic of the reported post to the theme where it belongs. Raises Refused."""
    if report.post is None:
        raise Refused(_("Only the topic of a post can be moved."))
    if report.post.topic.theme_id == theme.pk:
        raise Refused(_("The topic is in this theme already."))
    decide = _decision(report, member, Outcome.MOVED)
    facilitation.move(report.post.topic, member, theme=theme, under_lock=decide)


def warn(report: Report, member: Member, *, why: str, rule: int | None = None) -> None:
    """Tell the author what was wrong, and change nothing else. Raises Refused."""
    with transaction.atomic(durable=True):
        report.target.locked()
        if refusal := rules.refuse_warning(member, report, why=why):
            raise Refused(refusal)
        report_ids = _handle_case(report, member, Outcome.WARNED, among=Report.objects.all())
        warning = AuthorWarned(report.pk, by=member.pk, why=why)
        recording.record(warning, report.reported.act_target, rule=rule)
        _record_decision(report, member, report_ids, Outcome.WARNED)


def silence(
    report: Report,
    member: Member,
    *,
    until: datetime,
    why: str,
    rule: int | None = None,
    seen: str = "",
) -> None:
    """Let the author read but not write before `until`. Raises Refused.

    seen: the version of the sanctions that the form showed.
    """
    fields = {"until": until, "why": why, "rule": rule, "seen": seen}
    _sanction(administration.silence, report, member, Outcome.SILENCED, fields)


def suspend(
    report: Report,
    member: Member,
    *,
    until: datetime,
    why: str,
    rule: int | None = None,
    seen: str = "",
) -> None:
    """Sign the author out before `until`. Raises Refused."""
    fields = {"until": until, "why": why, "rule": rule, "seen": seen}
    _sanction(administration.suspend, report, member, Outcome.SUSPENDED, fields)


def _sanction(
    action: Callable[..., None],
    report: Report,
    member: Member,
    outcome: Outcome,
    fields: dict[str, Any],
) -> None:
    if refusal := rules.refuse_sanction_by_report(member, report):
        raise Refused(refusal)

    def decide() -> None:
        report.target.locked()
        _decide_under_lock(report, member, outcome, None)

    author = report.target.author
    action(author, by=member, **fields, under_lock=decide)


def close(reports: ReportQuerySet, *, by_id: int, outcome: Outcome) -> None:
    """Close the open reports of something that was changed or removed elsewhere.

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


def _decide_under_lock(report: Report, member: Member, outcome: Outcome, _changed: Any) -> None:
    report_ids = _handle_case(report, member, outcome, among=Report.objects.all())
    _record_decision(report, member, report_ids, outcome)


def _record_decision(
    report: Report, member: Member, report_ids: tuple[int, ...], outcome: Outcome
) -> None:
    event = ReportsHandled(report_ids, by=member.pk)
    after = {"outcome": outcome.value, "reports": len(report_ids)}
    recording.record(event, report.reported.act_target, after=after)


def _handle_case(
    report: Report, member: Member, outcome: Outcome, *, among: ReportQuerySet
) -> tuple[int, ...]:
    """Handle the open reports of the case, and return their keys.

    Raises Refused if somebody else has done so, or works on it.
    """
    fresh = Report.objects.with_targets().get(pk=report.pk)
    if refusal := rules.refuse_decision(member, fresh):
        raise Refused(refusal)
    if refusal := rules.refuse_outcome(fresh, outcome):
        raise Refused(refusal)
    report_ids = among.about(report.reported).handle(by_id=member.pk, outcome=outcome)
    if report.pk not in report_ids:
        fresh.refresh_from_db()
        raise Refused(rules.handled_sentence(fresh))
    return report_ids
