"""A post's own page, with everything that can be done to it (decision 5)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from forum.contributions.form_fields import ReasonForm
from forum.themes.rules import refuse_facilitation
from forum.topics import actions, rules, streams
from forum.topics.forms import EditForm, FacilitatorEditForm
from forum.topics.lookups import visible_post
from forum.topics.models import Post


@require_safe
def post(request: HttpRequest, topic_id: int, number: int, slug: str = "") -> HttpResponse:
    return post_page(request, visible_post(request, topic_id, number))


def post_page(
    request: HttpRequest, found: Post, *, forms: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The post, its versions, and a form for each thing that this reader may do."""
    topic, member = found.topic, request.user
    is_facilitator = not refuse_facilitation(member, topic.theme)
    may_read = is_facilitator or not found.is_removed
    context = {
        "topic": topic,
        "post": found,
        "revisions": found.revisions.newest()
        if is_facilitator or found.author_id == member.pk
        else [],
        "gone_html": found.html if is_facilitator and found.is_removed else "",
        "body": found.html if not found.is_removed else "",
        "may_edit": not rules.refuse_edit(member, found, why=rules.ANY_REASON),
        "may_delete": not rules.refuse_delete(member, found) and not found.is_removed,
        "may_hide": is_facilitator and not found.is_removed,
        "may_unhide": is_facilitator and bool(found.hidden_at),
        "may_report": may_read and not rules.refuse_report(member, found, why=rules.ANY_REASON),
        "hide_form": ReasonForm(auto_id="hide_%s"),
        "report_form": ReasonForm(auto_id="report_%s"),
        **(forms or {}),
    }
    return render(request, "topics/post.html", context, status=status)


def edit(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    found = visible_post(request, topic_id, number)
    form_class = EditForm if found.author_id == request.user.pk else FacilitatorEditForm
    if request.method != "POST":
        now = {"source": found.source, "language": found.language, "version": found.version}
        kept = saved_text.load(request, request.path)
        return _edit_page(request, found, form_class(initial={**now, **kept}), waited=bool(kept))
    if turned_away := form_responses.redirect_to_sign_in(request, request.path):
        return turned_away
    form = form_class(request.POST)
    if form.is_valid():
        try:
            actions.edit(found, form_responses.signed_in_member(request), **form.cleaned_data)
        except Refused as refusal:
            form = form_responses.add_refusal(form, refusal)
            form.data["version"] = str(Post.objects.get(pk=found.pk).version)  # type: ignore[index]
        else:
            return form_responses.redirect_after_write(request, found)
    if form_responses.wants_json(request):
        return form_responses.json_refusal(form)
    return _edit_page(request, found, form, status=422)


def _edit_page(
    request: HttpRequest, found: Post, form: forms.Form, status: int = 200, waited: bool = False
) -> HttpResponse:
    why = rules.refuse_edit(request.user, found, why=rules.ANY_REASON)
    if why and request.method != "POST":  # nobody reads the source of what they may not edit
        return render(request, "403.html", {"sentence": why}, status=403)
    context = {"topic": found.topic, "post": found, "form": form, "waited": waited, "refusal": why}
    return render(request, "topics/edit.html", context, status=status)


@require_POST
def delete(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    return _act(request, topic_id, number, actions.delete, _("The post is deleted."))


@require_POST
def hide(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    said = _("The post is hidden, and its author is told why.")
    return _act(
        request,
        topic_id,
        number,
        actions.hide,
        said,
        form=ReasonForm(request.POST),
        name="hide_form",
    )


@require_POST
def unhide(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    return _act(request, topic_id, number, actions.unhide, _("The post is shown again."))


@require_POST
def report(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    if request.user.is_authenticated and (wait := form_responses.count_request("report", request)):
        found = visible_post(request, topic_id, number)
        return post_page(
            request,
            found,
            forms={
                "report_form": form_responses.add_rate_limit_error(ReasonForm(request.POST), wait)
            },
            status=429,
        )
    said = _("Thank you. The facilitators of this theme are told.")
    return _act(
        request,
        topic_id,
        number,
        actions.report,
        said,
        form=ReasonForm(request.POST),
        name="report_form",
    )


def _act(
    request: HttpRequest,
    topic_id: int,
    number: int,
    action: Callable[..., Any],
    said: str,
    *,
    form: ReasonForm | None = None,
    name: str = "",
) -> HttpResponse:
    """Do one thing to a post: back to its place, or to its own page with the reason why not."""
    found = visible_post(request, topic_id, number)
    if turned_away := form_responses.redirect_to_sign_in(request, found.own_page_url):
        return turned_away
    try:
        why = {"why": form.cleaned_data.get("why", "") if form.is_valid() else ""} if form else {}
        action(found, request.user, **why)
    except Refused as refusal:
        if form_responses.wants_json(request):
            return JsonResponse({"refused": str(refusal)}, status=422)
        if form:
            form.errors.clear()
            form.add_error("why" if not why["why"] else None, str(refusal))
            return post_page(request, found, forms={name: form}, status=422)
        return post_page(request, found, forms={"refusal": str(refusal)}, status=422)
    return _done(request, found, said)


def _done(request: HttpRequest, found: Post, said: str) -> HttpResponse:
    if form_responses.wants_json(request):
        shown = Post.objects.for_display().select_related("topic__theme").get(pk=found.pk)
        return JsonResponse(streams.post_frame(found.topic, shown))
    messages.success(request, said)
    return redirect(found.get_absolute_url())
