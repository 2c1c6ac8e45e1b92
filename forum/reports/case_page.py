"""The page of one case, with the form of each act."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.administration.rules import sanction_version
from accounts.models import Member
from collective_brain.web import saved_text
from forum.chat.models import Message
from forum.contributions.form_fields import HideForm
from forum.private_notes.models import PrivateNote
from forum.reports import case_facts, rules
from forum.reports.forms import HandOnForm, MoveForm, SanctionForm, WarnForm
from forum.reports.models import Report
from forum.reports.targets import ContributionTarget, Target
from forum.topics.models import Post
from forum.topics.models.posts import EXCERPT_HTML

FORM_NAMES = {
    HideForm: "hide_form",
    WarnForm: "warn_form",
    MoveForm: "move_form",
    SanctionForm: "sanction_form",
    HandOnForm: "hand_on_form",
}


def visible_report(request: HttpRequest, report_id: int) -> Report:
    visible = Report.objects.visible_to(request.user).with_targets()
    return get_object_or_404(visible, pk=report_id)


def render_case(
    request: HttpRequest, report: Report, *, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    """The case of `report`. form: the one that was refused, with its errors."""
    target, case = report.target, list(report.case())
    case_facts.attach_reporter_records(case)
    newer, older = case_facts.neighbour_cases(request.user, report)
    refusal = rules.refuse_decision(request.user, report)
    forms_by_name = {} if refusal else _forms(request, report, target)
    if form and type(form) in FORM_NAMES:
        forms_by_name[FORM_NAMES[type(form)]] = form
    context = {
        **_place(target),
        **forms_by_name,
        "report": report,
        "case": case,
        "until": case[-1].pk,
        "assignment": report.assignment(),
        "may_release": _may_release(request.user, report),
        "earlier": case_facts.earlier_decisions(report),
        "history": case_facts.author_history(target.author, case=case),
        "is_changed": target.version != report.version,
        "refusal": refusal,
        "error": " ".join(map(str, form.non_field_errors())) if form else "",
        "may_sanction": not rules.refuse_sanction_by_report(request.user, report),
        "newer": newer,
        "older": older,
    }
    return render(request, "reports/report.html", context, status=status)


def _forms(request: HttpRequest, report: Report, target: Target) -> dict[str, forms.Form]:
    """The forms without errors, with the rule that the reports name.

    A reason that was typed before sign-in is in them.
    """
    typed = saved_text.load(request, report.get_absolute_url())
    reason: dict[str, Any] = {"rule": report.named_rule()}
    reason |= {name: typed[name] for name in ("rule", "why") if name in typed}
    sanction = reason | {"seen": sanction_version(target.author)}
    found: dict[str, forms.Form] = {
        "warn_form": WarnForm(initial=reason, auto_id="warn_%s"),
        "sanction_form": SanctionForm(initial=sanction, auto_id="sanction_%s"),
        "hand_on_form": HandOnForm(
            colleagues=case_facts.colleagues(request.user, target), auto_id="hand_on_%s"
        ),
    }
    if isinstance(target, ContributionTarget):
        found["hide_form"] = HideForm(initial=reason, auto_id="hide_%s")
    if report.post:
        found["move_form"] = MoveForm(member=request.user, auto_id="move_%s")
    return found


def _may_release(member: Any, report: Report) -> bool:
    assignment = None if report.handled_at else report.assignment()
    return bool(assignment) and not rules.refuse_release(member, report, assignment)


def _place(target: Target) -> dict[str, Any]:
    """What was reported and where it stands, with excerpts of the texts before and after it."""
    item = target.item
    if isinstance(item, Member):
        return {"target": target, "kind": "member", "profile": item}
    if isinstance(item, PrivateNote):
        return {"target": target, "kind": target.field}
    return {
        "target": target,
        "kind": target.field,
        "contribution": item,
        "conversation": item.conversation,
        "theme": target.theme,
        "before": _neighbour(item, -1),
        "after": _neighbour(item, 1),
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
