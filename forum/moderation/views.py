"""Decisions about the reader, with the form of an appeal; and appeals for those who decide."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acts.targets import TargetKind
from accounts.permissions import refuse_access
from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from forum.moderation import actions, rules
from forum.moderation.forms import AppealForm, DecideForm, MessageForm
from forum.moderation.models import Appeal, Statement, StatementKind
from forum.moderation.record_rows import urls_of

ROWS_PER_PAGE = 50
page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@login_required
def decision_list(request: HttpRequest) -> HttpResponse:
    """The decisions about the reader, the newest first."""
    own = Statement.objects.filter(member=request.user.pk)
    try:
        statements = list(own.in_list_order(request.GET.get("after", ""))[: ROWS_PER_PAGE + 1])
    except ValueError as error:
        raise Http404 from error
    has_next_page = len(statements) > ROWS_PER_PAGE
    statements = statements[:ROWS_PER_PAGE]
    next_page = f"?after={statements[-1].pk}" if has_next_page else ""
    context = {"statements": statements, "next": next_page}
    return render(request, "moderation/decisions.html", context)


@never_cache
@page_or_form
def decision(request: HttpRequest, key: str) -> HttpResponse:
    """A decision about the reader: its reasons, the appeal, and the form for a message."""
    statement = _own_statement(request, key)
    has_appeal = statement.has_appeal
    form_class = MessageForm if has_appeal else AppealForm
    if request.method != "POST":
        form = form_class(initial=saved_text.load(request, request.path))
        return _decision_page(request, statement, form)

    def store(**fields: Any) -> Any:
        if has_appeal:
            return actions.answer(statement.appeal, statement.member, **fields)
        return actions.appeal(statement, statement.member, **fields)

    success = _("Your message has been sent.") if has_appeal else _("Your appeal has been sent.")
    form = form_class(request.POST)
    if refused := _store(request, form, store, success):
        return _decision_page(request, _own_statement(request, key), form, status=refused)
    return redirect(statement)


@never_cache
@require_safe
@login_required
def appeal_list(request: HttpRequest) -> HttpResponse:
    """The appeals that wait, those that are due first; then the newest decided ones."""
    if refusal := rules.refuse_facilitators_pages(request.user):
        return render(request, "403.html", {"sentence": refusal}, status=403)
    visible = Appeal.objects.for_deciders(request.user).with_statement()
    context = {
        "waiting": visible.open().order_by("due_at", "pk")[:ROWS_PER_PAGE],
        "decided": visible.exclude(decided_at=None).order_by("-pk")[:ROWS_PER_PAGE],
    }
    return render(request, "moderation/appeals.html", context)


@never_cache
@page_or_form
@login_required
def appeal(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """An appeal for those who may decide about it, and the form for an answer to the member."""
    shown = _appeal(request, appeal_id)
    if request.method != "POST":
        return _appeal_page(request, shown)
    form = MessageForm(request.POST)

    def store(**fields: Any) -> Any:
        return actions.answer(shown, form_responses.signed_in_member(request), **fields)

    if refused := _store(request, form, store, _("Your message has been sent.")):
        return _appeal_page(request, shown, status=refused, message_form=form)
    return redirect(shown)


@never_cache
@require_POST
@login_required
def decide(request: HttpRequest, appeal_id: int) -> HttpResponse:
    shown = _appeal(request, appeal_id)
    form = DecideForm(request.POST, auto_id="decide_%s")
    if form.is_valid():
        try:
            actions.decide(shown, form_responses.signed_in_member(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("You have decided, and the member has been told."))
            return redirect("moderation:appeals")
    return _appeal_page(request, _appeal(request, appeal_id), status=422, decide_form=form)


def _store(request: HttpRequest, form: forms.Form, store: Callable[..., Any], success: str) -> int:
    """Store the message. Return the status of a refusal, with its sentence in `form`, or 0."""
    if not form.is_valid():
        return 422
    if wait := form_responses.count_request("enquiry", request):
        form_responses.add_rate_limit_error(form, wait)
        return 429
    try:
        store(**form.cleaned_data)
    except Refused as refusal:
        form_responses.add_refusal(form, refusal)
        return 422
    messages.success(request, success)
    return 0


def _own_statement(request: HttpRequest, key: str) -> Statement:
    """Only the member reads it. A suspended one has no sign-in: the key alone opens the page."""
    statement = get_object_or_404(Statement.objects.with_act(), key=key)
    if request.user.pk == statement.member_id:
        return statement
    is_suspension = statement.kind == StatementKind.SUSPENDED
    if not request.user.pk and is_suspension and refuse_access(statement.member):
        return statement
    raise Http404


def _appeal(request: HttpRequest, appeal_id: int) -> Appeal:
    visible = Appeal.objects.for_deciders(request.user).with_statement()
    return get_object_or_404(visible, pk=appeal_id)


def _decision_page(
    request: HttpRequest, statement: Statement, form: forms.Form, *, status: int = 200
) -> HttpResponse:
    has_appeal = statement.has_appeal
    if has_appeal:
        statement.appeal.statement = statement
        refusal = rules.refuse_message(statement.member, statement.appeal)
    else:
        refusal = rules.refuse_appeal(statement.member, statement)
    context = {
        "statement": statement,
        "act": statement.act,
        "appeal": statement.appeal if has_appeal else None,
        "shown_messages": _messages(statement.appeal) if has_appeal else [],
        **_place(statement, statement.member),
        "form": form,
        "refusal": "" if form.is_bound else refusal,
        "redress": settings.APPEAL_REDRESS,
    }
    return render(request, "moderation/decision.html", context, status=status)


def _appeal_page(
    request: HttpRequest, appeal: Appeal, *, status: int = 200, **bound: forms.Form
) -> HttpResponse:
    context = {
        "appeal": appeal,
        "statement": appeal.statement,
        "act": appeal.statement.act,
        "shown_messages": _messages(appeal),
        **_place(appeal.statement, request.user),
        "message_refusal": rules.refuse_message(request.user, appeal),
        "refusal": rules.refuse_decision(request.user, appeal),
        "message_form": MessageForm(),
        "decide_form": DecideForm(auto_id="decide_%s"),
        **bound,
    }
    return render(request, "moderation/appeal.html", context, status=status)


def _messages(appeal: Appeal) -> list[Any]:
    """At most a few: each side may write five."""
    return list(appeal.messages.select_related("author"))


def _place(statement: Statement, reader: Any) -> dict[str, Any]:
    """Where the text is. Nothing about a theme that `reader` may no longer read."""
    if statement.theme and not statement.theme.is_readable_by(reader):
        return {"has_place": False, "target_url": ""}
    return {"has_place": True, "target_url": _target_url(statement, reader)}


def _target_url(statement: Statement, reader: Any) -> str:
    act = statement.act
    if act.kind == TargetKind.MEMBER:
        return ""
    if statement.kind == StatementKind.TOPIC and reader.pk == statement.member_id:
        return reverse("topics:hidden", args=[act.target_id])  # or to the visible topic
    return urls_of([act], {}, reader).get((act.kind, act.target_id), "")
