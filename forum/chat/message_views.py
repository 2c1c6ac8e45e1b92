"""A message's own page, and everything that can be done with it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collective_brain.web import form_responses
from forum.chat import actions, rules
from forum.chat.forms import EditMessageForm
from forum.chat.lookups import visible_message
from forum.chat.models import Message
from forum.chat.views import message_response
from forum.contributions.page_actions import ContributionPages


@require_safe
def message(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    return message_page(request, visible_message(request, room_id, number))


def edit(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    return pages.edit(request, visible_message(request, room_id, number), EditMessageForm)


@require_POST
def delete(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    message = visible_message(request, room_id, number)
    success = _("Your message #%(number)s has been deleted.") % {"number": number}
    restore_url = reverse("chat:restore", args=[room_id, number])
    return pages.act(request, message, actions.delete, success=success, undo_url=restore_url)


@require_POST
def restore(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    message = visible_message(request, room_id, number)
    success = _("Your message #%(number)s is visible again.") % {"number": number}
    return pages.restore(request, message, success=success)


@require_POST
def hide(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    message = visible_message(request, room_id, number)
    success = _("The message has been hidden, and its author has been told why.")
    return pages.act(request, message, actions.hide, success=success, form_name="hide")


@require_POST
def unhide(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    message = visible_message(request, room_id, number)
    return pages.act(request, message, actions.unhide, success=_("The message is visible again."))


def message_page(
    request: HttpRequest, message: Message, *, status: int = 200, **context: Any
) -> HttpResponse:
    """The message, and a form for each action that this reader may do."""
    allowed = pages.own_page_context(request, message)
    context = {
        "room": message.room,
        "message": message,
        "body": message.html if allowed["may_read"] else "",
        **allowed,
        **context,
    }
    response = render(request, "chat/message.html", context, status=status)
    if message.is_removed and allowed["may_read"]:
        add_never_cache_headers(response)
    return response


def _edit_page(
    request: HttpRequest,
    message: Message,
    *,
    form: forms.Form,
    status: int = 200,
    waited: bool = False,
) -> HttpResponse:
    context = {
        "room": message.room,
        "message": message,
        "form": form,
        "waited": waited,
        "refusal": rules.refuse_edit(request.user, message),
    }
    return render(request, "chat/edit.html", context, status=status)


def _show(request: HttpRequest, message: Message) -> HttpResponse:
    """The frame of the message for a script, or a redirect to its place in the room."""
    if form_responses.wants_json(request):
        return message_response(request, message.room, message)
    return redirect(message)


pages = ContributionPages(
    actions=actions.messages,
    own_page=message_page,
    edit_page=_edit_page,
    show=_show,
    show_edited=_show,
)
