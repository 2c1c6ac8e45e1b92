"""Who may report, and who may decide about a report (decision 10)."""

from typing import Any

from django.utils.translation import gettext as _

from forum.chat import rules as chat_rules
from forum.chat.models import Message
from forum.reports.models import Outcome, Report
from forum.themes.rules import refuse_facilitation
from forum.topics import rules as topic_rules
from forum.topics.models import Post


def refuse_report(member: Any, contribution: Post | Message, *, why: str) -> str:
    """Nobody reports a text twice, unless it has changed since the decision."""
    rules: Any = topic_rules if isinstance(contribution, Post) else chat_rules
    if refusal := rules.refuse_report(member, contribution, why=why):
        return str(refusal)
    own = Report.objects.about(contribution).filter(reporter=member.pk)
    if own.open().exists():
        return _("You have already reported this. The facilitators will look at it.")
    if own.filter(version=contribution.version, outcome=Outcome.UNCHANGED).exists():
        return _("You have already reported this. The facilitators decided to leave it as it is.")
    return ""


def refuse_decision(member: Any, report: Report) -> str:
    """Why `member` may not decide about the case of `report`."""
    contribution = report.contribution
    if refusal := refuse_facilitation(member, contribution.conversation.home_theme):
        return refusal
    if contribution.author_id == member.pk:
        return _("You cannot decide about your own text.")
    if report.handled_at:
        return handled_sentence(report)
    if report.case().filter(reporter=member.pk).exists():
        return _("You cannot decide about your own report. Another facilitator will look at it.")
    return ""


def handled_sentence(report: Report) -> str:
    name = report.handled_by.get_full_name() if report.handled_by else ""
    return _("Already handled by %(name)s: %(outcome)s.") % {
        "name": name,
        "outcome": report.get_outcome_display(),
    }
