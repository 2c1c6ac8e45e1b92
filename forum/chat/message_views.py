"""A message's own page, with everything that can be done to it (decision 5)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from forum.chat import actions, rules
from forum.chat.forms import EditMessageForm
from forum.chat.models import Message
from forum.chat.views import said, visible_room
from forum.contributions.form_fields import ReasonForm
from forum.themes.rules import refuse_facilitation
from forum.topics import rules as topic_rules


@require_safe
def message(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    return message_page(request, _visible_message(request, room_id, number))


def message_page(
    request: HttpRequest, found: Message, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The message, and a form for each thing that this reader may do."""
    member = request.user
    is_facilitator = not refuse_facilitation(member, found.room.home_theme)
    context = {
        "room": found.room,
        "message": found,
        "body": found.html if is_facilitator or not found.is_removed else "",
        "may_edit": not rules.refuse_edit(member, found),
        "may_delete": not rules.refuse_delete(member, found) and not found.is_removed,
        "may_hide": is_facilitator and not found.is_removed,
        "may_unhide": is_facilitator and bool(found.hidden_at),
        "may_report": not rules.refuse_report(member, found, why=topic_rules.ANY_REASON),
        "hide_form": ReasonForm(auto_id="hide_%s"),
        "report_form": ReasonForm(auto_id="report_%s"),
        **forms,
    }
    return render(request, "chat/message.html", context, status=status)


def edit(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    found = _visible_message(request, room_id, number)
    if request.method != "POST":
        now = {"source": found.source, "language": found.language, "version": found.version}
        kept = saved_text.load(request, request.path)
        return _edit_page(
            request, found, EditMessageForm(initial={**now, **kept}), waited=bool(kept)
        )
    if turned_away := form_responses.redirect_to_sign_in(request, request.path):
        return turned_away
    form = EditMessageForm(request.POST)
    if form.is_valid():
        try:
            edited = actions.edit(
                found, form_responses.signed_in_member(request), **form.cleaned_data
            )
        except Refused as refusal:
            form = form_responses.add_refusal(form, refusal)
            form.data["version"] = str(Message.objects.get(pk=found.pk).version)  # type: ignore[index]
        else:
            return (
                said(request, found.room, edited)
                if form_responses.wants_json(request)
                else redirect(found)
            )
    return _edit_page(request, found, form, status=422)


def _edit_page(
    request: HttpRequest,
    found: Message,
    form: EditMessageForm,
    status: int = 200,
    waited: bool = False,
) -> HttpResponse:
    why = rules.refuse_edit(request.user, found)
    if form_responses.wants_json(request):
        return form_responses.json_refusal(form)
    if why and request.method != "POST":  # nobody reads the source of what they may not edit
        return render(request, "403.html", {"sentence": why}, status=403)
    context = {"room": found.room, "message": found, "form": form, "waited": waited, "refusal": why}
    return render(request, "chat/edit.html", context, status=status)


@require_POST
def delete(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    return _act(request, room_id, number, actions.delete, _("The message is deleted."))


@require_POST
def hide(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    told = _("The message is hidden, and its author is told why.")
    return _act(request, room_id, number, actions.hide, told, form_name="hide_form")


@require_POST
def unhide(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    return _act(request, room_id, number, actions.unhide, _("The message is shown again."))


@require_POST
def report(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    if request.user.is_authenticated and (wait := form_responses.count_request("report", request)):
        form = form_responses.add_rate_limit_error(
            ReasonForm(request.POST, auto_id="report_%s"), wait
        )
        return message_page(
            request, _visible_message(request, room_id, number), status=429, report_form=form
        )
    told = _("Thank you. The facilitators of this theme are told.")
    return _act(request, room_id, number, actions.report, told, form_name="report_form")


def _act(
    request: HttpRequest,
    room_id: int,
    number: int,
    action: Callable[..., Any],
    told: str,
    form_name: str = "",
) -> HttpResponse:
    """Do one thing to a message: back to its place, or to its own page with the reason why not."""
    found = _visible_message(request, room_id, number)
    if turned_away := form_responses.redirect_to_sign_in(request, found.own_page_url):
        return turned_away
    form = ReasonForm(request.POST, auto_id=form_name.replace("form", "%s")) if form_name else None
    why = {"why": form.cleaned_data.get("why", "") if form.is_valid() else ""} if form else {}
    try:
        action(found, request.user, **why)
    except Refused as refusal:
        return _refused(request, found, refusal, form_name, form)
    if form_responses.wants_json(request):
        return said(request, found.room, found)
    messages.success(request, told)
    return redirect(found)


def _refused(
    request: HttpRequest, found: Message, refusal: Refused, form_name: str, form: ReasonForm | None
) -> HttpResponse:
    if form_responses.wants_json(request):
        return JsonResponse({"refused": str(refusal)}, status=422)
    if form is None:
        return message_page(request, found, status=422, refusal=str(refusal))
    form.errors.clear()
    form.add_error("why", str(refusal))
    return message_page(request, found, status=422, **{form_name: form})


def _visible_message(request: HttpRequest, room_id: int, number: int) -> Message:
    room = visible_room(request, room_id)
    found = get_object_or_404(room.messages.select_related("author"), number=number)
    found.room = room
    return found
