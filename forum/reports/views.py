"""The list of reports, with its filters, and the page of one case."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import permissions
from forum.reports import case_facts
from forum.reports.case_page import render_case, visible_report
from forum.reports.forms import QueueForm
from forum.reports.models import Report, ReportQuerySet
from forum.reports.waiting_texts import ALONE, waiting_texts
from forum.themes.models import Theme

ROWS_PER_PAGE = 50


@never_cache
@require_safe
@login_required
def report_list(request: HttpRequest) -> HttpResponse:
    """What waits for publication, and one row for each case of the reader's themes."""
    if not _has_role(request.user):
        sentence = _("Only facilitators and administrators can see reports.")
        return render(request, "403.html", {"sentence": sentence}, status=403)
    form = QueueForm(request.GET)
    form.fields["theme"].queryset = case_facts.themes_of(request.user)  # type: ignore[attr-defined]
    filters = form.filters()
    rows = _filtered(Report.objects.visible_to(request.user), request.user, **filters)
    rows = rows.one_per_case().with_targets().with_case_size()
    after = request.GET.get("after", "")
    alone = filters.get("what") in ALONE
    try:
        waiting = waiting_texts(request.user, filters, after)
        rows = rows.none() if alone else rows.in_list_order(after)
        reports = list(rows[: ROWS_PER_PAGE + 1])
    except ValueError as error:
        raise Http404 from error
    has_next_page = len(reports) > ROWS_PER_PAGE
    reports = reports[:ROWS_PER_PAGE]
    case_facts.attach_assignments(reports)
    context = {
        "form": form,
        "filters": filters,
        "reports": reports,
        "waiting": waiting,
        "alone": alone,
        "next": _next_page(request, reports[-1].row_key if has_next_page else waiting.next_key),
    }
    return render(request, "reports/list.html", context)


@never_cache
@require_safe
@login_required
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    return render_case(request, visible_report(request, report_id))


def _filtered(
    reports: ReportQuerySet,
    member: Any,
    *,
    what: str = "",
    show: str = "",
    theme: Theme | None = None,
    kind: str = "",
) -> ReportQuerySet:
    if show == "open":
        reports = reports.open()
    if show == "handled":
        reports = reports.exclude(handled_at=None)
    if show == "mine":
        reports = reports.assigned_to(member)
    if theme:
        reports = reports.in_theme(theme)
    return reports.of_kind(kind) if kind else reports


def _next_page(request: HttpRequest, key: str) -> str:
    if not key:
        return ""
    typed = {name: request.GET.get(name, "") for name in QueueForm.base_fields}
    filters = {name: value for name, value in typed.items() if value}
    return "?" + urlencode({**filters, "after": key})


def _has_role(member: Any) -> bool:
    """Whether `member` may read the reports of any theme."""
    if permissions.may_administer(member):
        return True
    return Theme.objects.facilitator_roles(member).exists()
