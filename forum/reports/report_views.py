"""The page on which a member reports a post, a message, a private note or a profile."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from forum.chat.lookups import visible_message
from forum.contributions.rules import ANY_REASON
from forum.private_notes.lookups import members_page, visible_note
from forum.private_notes.models import PrivateNote
from forum.reports import actions, rules
from forum.reports.forms import ReportForm
from forum.reports.targets import Reported, target_of
from forum.topics.lookups import visible_post

methods = require_http_methods(["GET", "HEAD", "POST"])


@methods
def report_post(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    return _report(request, visible_post(request, topic_id, number))


@methods
def report_message(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    return _report(request, visible_message(request, room_id, number))


@methods
@members_page
def report_note(request: HttpRequest, conversation_id: int, number: int) -> HttpResponse:
    return _report(request, visible_note(request, conversation_id, number))


@methods
def report_member(request: HttpRequest, handle: str) -> HttpResponse:
    member = get_object_or_404(Member.objects.with_handle(handle), closed_at=None)
    return _report(request, member)


def _report(request: HttpRequest, reported: Reported) -> HttpResponse:
    if request.method != "POST":
        return _page(request, reported, ReportForm(initial=saved_text.load(request, request.path)))
    if response := form_responses.redirect_to_sign_in(request, request.path):
        return response
    form = ReportForm(request.POST)
    if form.is_valid():
        if wait := form_responses.count_request("report", request):
            form_responses.add_rate_limit_error(form, wait)
            return _page(request, reported, form, status=429)
        try:
            member = form_responses.signed_in_member(request)
            actions.report(reported, member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _thanks(reported))
            return redirect(reported)
    return _page(request, reported, form, status=422)


def _thanks(reported: Reported) -> str:
    if isinstance(reported, Member | PrivateNote):
        return _("Thank you. The administrators have been told. You will hear from them.")
    return _("Thank you. The facilitators have been told. You will hear from them.")


def _page(
    request: HttpRequest, reported: Reported, form: ReportForm, *, status: int = 200
) -> HttpResponse:
    member: Any = request.user
    refusal = ""
    if member.is_authenticated and not form.errors:
        refusal = rules.refuse_report(member, reported, why=ANY_REASON)
    context = {
        "item": reported,
        "target": target_of(reported),
        "is_profile": isinstance(reported, Member),
        "is_note": isinstance(reported, PrivateNote),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "reports/report_form.html", context, status=status)
