"""What a facilitator does on the page of a case. A refusal is the same page with its sentence."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from forum.contributions.form_fields import HideForm
from forum.reports import actions, assignment_actions, rules
from forum.reports.case_facts import colleagues
from forum.reports.case_page import render_case, visible_report
from forum.reports.forms import (
    EditReportedForm,
    HandOnForm,
    LeaveForm,
    MoveForm,
    SanctionForm,
    WarnForm,
)
from forum.reports.models import Report

SANCTIONS = {"silence": actions.silence, "suspend": actions.suspend}


@never_cache
@require_POST
def leave(request: HttpRequest, report_id: int) -> HttpResponse:
    return _decide(request, report_id, actions.leave_unchanged, LeaveForm(request.POST))


@never_cache
@require_POST
def hide(request: HttpRequest, report_id: int) -> HttpResponse:
    return _decide(request, report_id, actions.hide, HideForm(request.POST, auto_id="hide_%s"))


@never_cache
@require_POST
def move(request: HttpRequest, report_id: int) -> HttpResponse:
    form = MoveForm(request.POST, member=request.user, auto_id="move_%s")
    return _decide(request, report_id, actions.move, form)


@never_cache
@require_POST
def warn(request: HttpRequest, report_id: int) -> HttpResponse:
    return _decide(request, report_id, actions.warn, WarnForm(request.POST, auto_id="warn_%s"))


@never_cache
@require_POST
def sanction(request: HttpRequest, report_id: int) -> HttpResponse:
    """Silence or suspend the author."""

    def act(report: Report, member: Member, *, sanction: str, **fields: Any) -> None:
        SANCTIONS[sanction](report, member, **fields)

    form = SanctionForm(request.POST, auto_id="sanction_%s")
    return _decide(request, report_id, act, form)


@never_cache
@require_POST
def claim(request: HttpRequest, report_id: int) -> HttpResponse:
    done = _("You work on this report for the next two hours.")
    return _decide(
        request, report_id, assignment_actions.claim, forms.Form(request.POST), done=done
    )


@never_cache
@require_POST
def release(request: HttpRequest, report_id: int) -> HttpResponse:
    done = _("Others can work on this report now.")
    return _decide(
        request, report_id, assignment_actions.release, forms.Form(request.POST), done=done
    )


@never_cache
@require_POST
def hand_on(request: HttpRequest, report_id: int) -> HttpResponse:
    """The choices of the form depend on the report, so a visitor signs in first."""
    report_url = reverse("reports:report", args=[report_id])
    if response := form_responses.redirect_to_sign_in(request, report_url):
        return response
    target = visible_report(request, report_id).target
    form = HandOnForm(
        request.POST, colleagues=colleagues(request.user, target), auto_id="hand_on_%s"
    )
    done = _("The report has been handed on, and they have been told.")
    return _decide(request, report_id, assignment_actions.hand_on, form, done=done)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, report_id: int) -> HttpResponse:
    """Messages have no such page: only their authors can edit them."""
    if response := form_responses.redirect_to_sign_in(request, request.path):
        return response
    report = visible_report(request, report_id)
    if report.post is None:
        raise Http404
    if request.method != "POST":
        stored = {name: getattr(report.post, name) for name in ("source", "language", "version")}
        stored["rule"] = report.named_rule()
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
    request: HttpRequest,
    report_id: int,
    action: Callable[..., None],
    form: forms.Form,
    *,
    done: str = "",
) -> HttpResponse:
    """Call `action` and show the page with its result, or the page with the refusal.

    done: the sentence after an act that is no decision.
    """
    report_url = reverse("reports:report", args=[report_id])
    if response := form_responses.redirect_to_sign_in(request, report_url):
        return response
    report = visible_report(request, report_id)
    if form.is_valid():
        try:
            action(report, form_responses.signed_in_member(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            report = visible_report(request, report_id)
        else:
            return _decided_response(request, report, done)
    return render_case(request, report, form=form, status=422)


def _decided_response(request: HttpRequest, report: Report, done: str = "") -> HttpResponse:
    """The page of the report, unless its topic has moved to a theme of others."""
    decided = _("Your decision has been saved, and the reporters have been told.")
    messages.success(request, done or decided)
    if Report.objects.visible_to(request.user).filter(pk=report.pk).exists():
        return redirect(report)
    return redirect("reports:list")


def _edit_page(
    request: HttpRequest, report: Report, form: EditReportedForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "report": report,
        "form": form,
        "refusal": "" if form.errors else rules.refuse_decision(request.user, report),
    }
    return render(request, "reports/edit.html", context, status=status)
