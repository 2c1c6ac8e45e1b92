"""The page of a text that waits, for its author and for facilitators, and the list of one's own."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from forum.contributions.rendering import render_post
from forum.screening import actions, rules
from forum.screening.forms import EditHeldForm, ReadForm, RejectForm
from forum.screening.models import HeldPost
from forum.screening.screen import waiting_sentence
from forum.topics.models import Topic

SHOWN = 50  # of the newest texts


@never_cache
@require_safe
@login_required
def own_texts(request: HttpRequest) -> HttpResponse:
    rows = HeldPost.objects.of_author(request.user).with_places().order_by("-pk")[:SHOWN]
    texts = list(rows)
    _hide_titles(request.user, texts)
    return render(request, "screening/own.html", {"texts": texts})


@never_cache
@require_safe
@login_required
def show_text(request: HttpRequest, held_id: int) -> HttpResponse:
    return _page(request, _visible(request, held_id))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, held_id: int) -> HttpResponse:
    if response := form_responses.redirect_to_sign_in(request, request.path):
        return response
    own = HeldPost.objects.of_author(request.user).with_places()
    held = get_object_or_404(own, pk=held_id)
    has_title = held.topic_id is None
    if request.method != "POST":
        stored = {name: getattr(held, name) for name in ("title", "source", "version")}
        typed = saved_text.load(request, request.path)
        return _edit_page(request, held, EditHeldForm(initial=stored | typed, has_title=has_title))
    form = EditHeldForm(request.POST, has_title=has_title)
    if form.is_valid():
        if wait := form_responses.count_request("edit", request):
            form_responses.add_rate_limit_error(form, wait)
            return _edit_page(request, held, form, status=429)
        try:
            actions.edit(held, form_responses.signed_in_member(request), **form.cleaned_data)
        except Refused as refusal:
            form = form_responses.add_refusal(form, refusal)
            held = get_object_or_404(own, pk=held_id)
            form.data["version"] = str(held.version)  # type: ignore[index]
        else:
            messages.success(request, _("Your text has been saved. It still waits."))
            return redirect(held)
    return _edit_page(request, held, form, status=422)


@never_cache
@require_POST
def take_back(request: HttpRequest, held_id: int) -> HttpResponse:
    done = _("You have taken your text back. It is deleted.")
    return _act(request, held_id, actions.take_back, forms.Form(request.POST), done=done)


@never_cache
@require_POST
def approve(request: HttpRequest, held_id: int) -> HttpResponse:
    done = _("The text is published, and its author has been told.")
    return _act(request, held_id, actions.approve, ReadForm(request.POST), done=done)


@never_cache
@require_POST
def reject(request: HttpRequest, held_id: int) -> HttpResponse:
    done = _("The text is not published. Its author has been told the reason.")
    return _act(request, held_id, actions.reject, RejectForm(request.POST), done=done)


def _act(
    request: HttpRequest,
    held_id: int,
    action: Callable[..., object],
    form: forms.Form,
    *,
    done: str,
) -> HttpResponse:
    """Call `action` and go back to the list, or show the page with the refusal."""
    page_url = reverse("screening:held", args=[held_id])
    if response := form_responses.redirect_to_sign_in(request, page_url):
        return response
    held = _visible(request, held_id)
    is_own = held.author_id == request.user.pk
    if form.is_valid():
        try:
            action(held, form_responses.signed_in_member(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            held = _visible(request, held_id)
        else:
            messages.success(request, done)
            waiting = f"{reverse('reports:list')}?what=waiting"
            return redirect("screening:own") if is_own else redirect(waiting)
    return _page(request, held, form=form, status=422)


def _visible(request: HttpRequest, held_id: int) -> HeldPost:
    visible = HeldPost.objects.visible_to(request.user).with_places()
    return get_object_or_404(visible, pk=held_id)


def _page(
    request: HttpRequest, held: HeldPost, *, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    """form: the one that was refused, with its errors."""
    _hide_titles(request.user, [held])
    is_own = held.author_id == request.user.pk
    refusal = "" if is_own else rules.refuse_decision(request.user, held)
    reading = {"version": held.version}
    context = {
        "held": held,
        "is_own": is_own,
        "sentence": waiting_sentence(held),
        "html": render_post(held.source, held.nonce).fields["html"] if held.source else "",
        "refusal": refusal,
        "warning": "" if is_own or refusal else rules.refuse_publication(held),
        "error": " ".join(map(str, form.non_field_errors())) if form else "",
        "approve_form": ReadForm(initial=reading, auto_id="approve_%s"),
        "reject_form": form
        if isinstance(form, RejectForm) and form.errors.get("why")
        else RejectForm(initial=reading | _typed_reason(form), auto_id="reject_%s"),
    }
    return render(request, "screening/held.html", context, status=status)


def _typed_reason(form: forms.Form | None) -> dict[str, str]:
    return {"why": form.data.get("why", "")} if isinstance(form, RejectForm) else {}


def _edit_page(
    request: HttpRequest, held: HeldPost, form: EditHeldForm, *, status: int = 200
) -> HttpResponse:
    refusal = "" if form.errors else rules.refuse_change(request.user, held)
    context = {"held": held, "form": form, "refusal": refusal}
    return render(request, "screening/edit.html", context, status=status)


def _hide_titles(reader: Any, texts: list[HeldPost]) -> None:
    """Set `shown_topic`: the topic, unless it is hidden from the reader."""
    keys = [held.topic_id for held in texts if held.topic_id]
    visible = Topic.objects.visible_to(reader).filter(pk__in=keys)
    shown = set(visible.values_list("pk", flat=True)) if keys else set()
    for held in texts:
        held.shown_topic = held.topic if held.topic_id in shown else None  # type: ignore[attr-defined]
