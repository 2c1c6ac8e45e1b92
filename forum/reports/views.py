"""The list of reports, and the page on which a facilitator decides about one case."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions
from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from forum.chat.models import Message
from forum.contributions.form_fields import ReasonForm
from forum.reports import actions, rules
from forum.reports.forms import EditReportedForm, LeaveForm
from forum.reports.models import Report
from forum.themes.models import Theme
from forum.topics.models import Post
from forum.topics.models.posts import EXCERPT_HTML

ROWS_PER_PAGE = 50
EARLIER_SHOWN = 10  # decisions about the same text


@never_cache
@require_safe
@login_required
def report_list(request: HttpRequest) -> HttpResponse:
    """One row for each case of the reader's themes: open ones first."""
    if not _has_role(request.user):
        sentence = _("Only facilitators and administrators can see reports.")
        return render(request, "403.html", {"sentence": sentence}, status=403)
    rows = Report.objects.visible_to(request.user).one_per_case().with_targets().with_case_size()
    try:
        rows = rows.in_list_order(request.GET.get("after", ""))
        reports = list(rows[: ROWS_PER_PAGE + 1])
    except ValueError as error:
        raise Http404 from error
    has_next_page = len(reports) > ROWS_PER_PAGE
    reports = reports[:ROWS_PER_PAGE]
    next_page = f"?after={reports[-1].row_key}" if has_next_page else ""
    return render(request, "reports/list.html", {"reports": reports, "next": next_page})


@never_cache
@require_safe
@login_required
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    return _page(request, _visible_report(request, report_id))


@never_cache
@require_POST
def leave(request: HttpRequest, report_id: int) -> HttpResponse:
    return _decide(request, report_id, actions.leave_unchanged, LeaveForm(request.POST))


@never_cache
@require_POST
def hide(request: HttpRequest, report_id: int) -> HttpResponse:
    return _decide(request, report_id, actions.hide, ReasonForm(request.POST, auto_id="hide_%s"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, report_id: int) -> HttpResponse:
    """Messages have no such page: only their authors can edit them."""
    if response := form_responses.redirect_to_sign_in(request, request.path):
        return response
    report = _visible_report(request, report_id)
    if report.post is None:
        raise Http404
    if request.method != "POST":
        stored = {name: getattr(report.post, name) for name in ("source", "language", "version")}
        typed = saved_text.load(request, request.path)
        return _edit_page(request, report, EditReportedForm(initial={**stored, **typed}))
    form = EditReportedForm(request.POST)
    if form.is_valid():
        if wait := form_responses.count_request("edit", request):
            form_responses.add_rate_limit_error(form, wait)
            return _edit_page(request, report, form, status=429)
        try:
            actions.edit(report, form_responses.signed_in_member(request), **form.cleaned_data)
        except Refused as refusal:
            form = form_responses.add_refusal(form, refusal)
            report.post.refresh_from_db()
            form.data["version"] = str(report.post.version)  # type: ignore[index]
        else:
            return _decided_response(request, report)
    return _edit_page(request, report, form, status=422)


def _decide(
    request: HttpRequest, report_id: int, action: Callable[..., None], form: forms.Form
) -> HttpResponse:
    """Call `action` and show the page with its result, or the page with the refusal."""
    report_url = reverse("reports:report", args=[report_id])
    if response := form_responses.redirect_to_sign_in(request, report_url):
        return response
    report = _visible_report(request, report_id)
    if form.is_valid():
        try:
            action(report, form_responses.signed_in_member(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            report = _visible_report(request, report_id)
        else:
            return _decided_response(request, report)
    return _page(request, report, form=form, status=422)


def _decided_response(request: HttpRequest, report: Report) -> HttpResponse:
    messages.success(request, _("Your decision has been saved, and the reporters have been told."))
    return redirect(report)


def _page(
    request: HttpRequest, report: Report, *, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    """The case of `report`. form: the one that was refused, with its errors."""
    contribution = report.contribution
    case = list(report.case())
    refusal = rules.refuse_decision(request.user, report)
    typed = saved_text.load(request, report.get_absolute_url())
    hide_form = (
        form if isinstance(form, ReasonForm) else ReasonForm(initial=typed, auto_id="hide_%s")
    )
    context = {
        **_place(contribution),
        "report": report,
        "case": case,
        "until": case[-1].pk,
        "earlier": _earlier_decisions(report),
        "is_changed": contribution.version != report.version,
        "refusal": refusal,
        "error": " ".join(map(str, form.non_field_errors())) if form else "",
        "hide_form": form if isinstance(form, ReasonForm) else hide_form,
    }
    return render(request, "reports/report.html", context, status=status)


def _edit_page(
    request: HttpRequest, report: Report, form: EditReportedForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "report": report,
        "form": form,
        "refusal": "" if form.errors else rules.refuse_decision(request.user, report),
    }
    return render(request, "reports/edit.html", context, status=status)


def _place(contribution: Post | Message) -> dict[str, Any]:
    """The post or message, where it stands, and excerpts of the ones before and after it."""
    return {
        "contribution": contribution,
        "conversation": contribution.conversation,
        "theme": contribution.conversation.home_theme,
        "is_message": isinstance(contribution, Message),
        "before": _neighbour(contribution, -1),
        "after": _neighbour(contribution, 1),
    }


def _neighbour(contribution: Post | Message, step: int) -> Any:
    texts: Any = type(contribution).objects.with_body(first=EXCERPT_HTML).select_related("author")
    number = contribution.number + step
    neighbour = texts.filter(
        **{contribution.conversation_field: contribution.conversation_id}, number=number
    ).first()
    if neighbour:
        neighbour.conversation = contribution.conversation
    return neighbour


def _earlier_decisions(report: Report) -> list[Report]:
    """One report of each other case about the same text, the newest first."""
    handled = Report.objects.about(report.contribution).exclude(handled_at=None)
    others = handled.exclude(handled_at=report.handled_at).one_per_case()
    return list(others.select_related("handled_by").order_by("-pk")[:EARLIER_SHOWN])


def _visible_report(request: HttpRequest, report_id: int) -> Report:
    visible = Report.objects.visible_to(request.user).with_targets()
    return get_object_or_404(visible, pk=report_id)


def _has_role(member: Any) -> bool:
    """Whether `member` may read the reports of any theme."""
    if permissions.may_administer(member):
        return True
    return Theme.objects.facilitator_roles(member).exists()
