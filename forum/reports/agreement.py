"""Hide a text that several trusted members report, until somebody looks (decision 86).

The settings REPORTS_THAT_HIDE and REPORTS_HIDES_PER_DAY say how many reports, and how often one
member can take part.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.acts import recording
from accounts.models import Member
from accounts.trust_levels import TrustLevel
from collective_brain import event_log
from forum.reports.assignments import Assignment
from forum.reports.events import HiddenByReports
from forum.reports.models import Report, ReportQuerySet
from forum.reports.outcomes import IS_UPHELD, Outcome
from forum.reports.targets import Target, TextTarget


def hide_if_agreed(target: Target, report: Report) -> None:
    """Hide the locked `target` if enough members agree after this report."""
    if not isinstance(target, TextTarget) or not _may_hide(target):
        return
    reports = Report.objects.about(target.item).open().filter(version=target.version)
    agreeing = _by_trusted_members(reports)
    if agreeing.count() < settings.REPORTS_THAT_HIDE:
        return
    Report.objects.filter(pk__in=list(agreeing.values_list("pk", flat=True))).update(
        agreed_at=timezone.now()
    )
    why = _reason_for(target.author)
    target.actions.hide_by_reports(target.item, why=why)
    event = HiddenByReports(report.pk, by=report.reporter_id)
    event_log.record(event)
    recording.record_act(
        "HiddenByReports",
        target.item.act_target,
        by=recording.BY_OWNER,
        why=why,
        rule=agreeing.most_named_rule(),
        is_automatic=True,
        mark=event.mark,
    )


def _may_hide(target: TextTarget) -> bool:
    """Never what people with a role wrote, and never what somebody has looked at."""
    author = target.author
    if not (settings.REPORTS_THAT_HIDE and settings.REPORTS_HIDES_PER_DAY):
        return False
    if author.is_staff or author.facilitates:
        return False
    if Assignment.objects.about(target.item).exists():
        return False
    same_text = Report.objects.about(target.item).filter(version=target.version)
    looked_at = Q(outcome=Outcome.UNCHANGED.value) | Q(agreed_at__isnull=False)
    return not same_text.filter(looked_at).exists()


def _by_trusted_members(reports: ReportQuerySet) -> ReportQuerySet:
    """By members who are trusted (decision 94), and by those with a report that was right."""
    now = timezone.now()
    by_same = Report.objects.filter(reporter=OuterRef("reporter"))
    day = by_same.filter(agreed_at__gt=now - timedelta(days=1)).order_by()
    used_up = day[settings.REPORTS_HIDES_PER_DAY - 1 : settings.REPORTS_HIDES_PER_DAY]
    is_free = Q(reporter__silenced_until=None) | Q(reporter__silenced_until__lte=now)
    is_trusted = Q(reporter__trust_level__gte=TrustLevel.TRUSTED)
    was_right = Q(reporter__trust_level__gte=TrustLevel.MEMBER) & Exists(by_same.filter(IS_UPHELD))
    return reports.filter(
        is_free, is_trusted | was_right, ~Exists(used_up), reporter__closed_at=None
    )


def _reason_for(author: Member) -> str:
    with translation.override(author.language or settings.LANGUAGE_CODE):
        return _(
            "Several members reported this. It is hidden until a facilitator has looked at it."
        )
