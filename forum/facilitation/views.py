"""The page on which facilitators pin, close, retitle, move and hide a topic."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from collective_brain.web.time_zones import reader_time_zone
from forum.contributions.form_fields import HideForm
from forum.facilitation import actions, plan_actions
from forum.facilitation.forms import (
    CloseForm,
    KindForm,
    MoveForm,
    NoteForm,
    PinForm,
    PlanForm,
    RetitleForm,
    SlowModeForm,
)
from forum.themes.rules import refuse_facilitation
from forum.topics.lookups import visible_topic
from forum.topics.models import Topic


@require_safe
def manage(request: HttpRequest, topic_id: int) -> HttpResponse:
    return render_manage_page(request, visible_topic(request, topic_id))


def render_manage_page(
    request: HttpRequest, topic: Topic, *, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    """Show the form of each action. form: the one that was refused, with its errors."""
    if refusal := refuse_facilitation(request.user, topic.theme):
        return render(request, "403.html", {"sentence": refusal}, status=403)
    typed = saved_text.load(request, reverse("facilitation:manage", args=[topic.pk]))
    context = {
        "topic": topic,
        "retitle_form": RetitleForm(initial={"title": topic.title, **typed}, auto_id="retitle_%s"),
        "note_form": NoteForm(initial={"note": topic.note, **typed}, auto_id="note_%s"),
        "move_form": MoveForm(
            initial={"theme": topic.theme_id}, member=request.user, auto_id="move_%s"
        ),
        "plan_form": PlanForm(
            initial={**topic.plans, **typed}, zone=reader_time_zone(request), auto_id="plan_%s"
        ),
        "slow_mode_form": SlowModeForm(initial={"minutes": topic.slow_minutes}, auto_id="slow_%s"),
        "hide_form": HideForm(initial=typed, auto_id="hide_%s"),
    }
    if form:
        names: dict[type[forms.Form], str] = {
            RetitleForm: "retitle_form",
            NoteForm: "note_form",
            PlanForm: "plan_form",
            SlowModeForm: "slow_mode_form",
            MoveForm: "move_form",
            HideForm: "hide_form",
        }
        context[names.get(type(form), "other_form")] = form
    return render(request, "facilitation/manage.html", context, status=status)


@require_POST
def pin(request: HttpRequest, topic_id: int) -> HttpResponse:
    return _act(request, topic_id, actions.set_pinned, PinForm(request.POST))


@require_POST
def close(request: HttpRequest, topic_id: int) -> HttpResponse:
    return _act(request, topic_id, actions.set_closed, CloseForm(request.POST))


@require_POST
def plan(request: HttpRequest, topic_id: int) -> HttpResponse:
    form = PlanForm(request.POST, zone=reader_time_zone(request), auto_id="plan_%s")
    success = _("The plan has been saved. The topic shows what will happen, and when.")
    return _act(request, topic_id, plan_actions.plan_changes, form, success=success)


@require_POST
def set_slow_mode(request: HttpRequest, topic_id: int) -> HttpResponse:
    form = SlowModeForm(request.POST, auto_id="slow_%s")
    return _act(request, topic_id, actions.set_slow_mode, form)


@require_POST
def set_kind(request: HttpRequest, topic_id: int) -> HttpResponse:
    return _act(request, topic_id, actions.set_kind, KindForm(request.POST))


@require_POST
def set_note(request: HttpRequest, topic_id: int) -> HttpResponse:
    return _act(request, topic_id, actions.set_note, NoteForm(request.POST, auto_id="note_%s"))


@require_POST
def retitle(request: HttpRequest, topic_id: int) -> HttpResponse:
    return _act(request, topic_id, actions.retitle, RetitleForm(request.POST, auto_id="retitle_%s"))


@require_POST
def move(request: HttpRequest, topic_id: int) -> HttpResponse:
    form = MoveForm(request.POST, member=request.user, auto_id="move_%s")
    return _act(request, topic_id, actions.move, form)


@require_POST
def hide_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    return _act(request, topic_id, actions.hide_topic, HideForm(request.POST, auto_id="hide_%s"))


@require_POST
def unhide_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    return _act(request, topic_id, actions.unhide_topic, forms.Form(request.POST))


def _act(
    request: HttpRequest,
    topic_id: int,
    action: Callable[..., Any],
    form: forms.Form,
    *,
    success: str = "",
) -> HttpResponse:
    """Call `action` and redirect to the topic, or show the page again with the refusal."""
    topic = visible_topic(request, topic_id)
    manage_url = reverse("facilitation:manage", args=[topic.pk])
    if redirect_response := form_responses.redirect_to_sign_in(request, manage_url):
        return redirect_response
    if form.is_valid():
        try:
            changed_topic = action(topic, request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, success or _("Done."))
            return redirect(changed_topic)
    return render_manage_page(request, topic, form=form, status=422)
