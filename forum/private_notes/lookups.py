"""Find the private conversation or note that an address names, or answer 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers

from collective_brain.web import form_responses
from forum.private_notes.models import PrivateConversation, PrivateNote


def members_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For every view of this package: nothing exists without the setting, and nothing is cached.

    Visitors sign in first, whether the address names something or not.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.PRIVATE_NOTES:
            raise Http404
        response = form_responses.redirect_to_sign_in(request, _page_to_return_to(request))
        if response is None:
            response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return checked


def _page_to_return_to(request: HttpRequest) -> str:
    """The page with the form: the address of a form that is sent is none to return to."""
    if request.method == "GET":
        return request.get_full_path()  # "?to=ana" names the reader of a new note
    path = request.path
    return f"{path.removesuffix('send/')}#say" if path.endswith("/send/") else path


def visible_conversation(request: HttpRequest, conversation_id: int) -> PrivateConversation:
    visible = PrivateConversation.objects.visible_to(request.user)
    conversation: PrivateConversation = get_object_or_404(visible, pk=conversation_id)
    return conversation


def visible_note(request: HttpRequest, conversation_id: int, number: int) -> PrivateNote:
    """The note with its author and conversation."""
    conversation = visible_conversation(request, conversation_id)
    note: PrivateNote = get_object_or_404(
        conversation.notes.select_related("author"), number=number
    )
    note.private_conversation = conversation
    return note
