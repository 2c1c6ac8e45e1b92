"""A note's own page, and everything that can be done with it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collective_brain.web import form_responses
from forum.contributions.page_actions import ContributionPages
from forum.contributions.rules import ANY_REASON, refuse_restore
from forum.private_notes import actions, rules
from forum.private_notes.forms import EditNoteForm
from forum.private_notes.lookups import members_page, visible_note
from forum.private_notes.models import PrivateNote
from forum.private_notes.views import note_response


@members_page
@require_safe
def note(request: HttpRequest, conversation_id: int, number: int) -> HttpResponse:
    return note_page(request, visible_note(request, conversation_id, number))


@members_page
def edit(request: HttpRequest, conversation_id: int, number: int) -> HttpResponse:
    return pages.edit(request, visible_note(request, conversation_id, number), EditNoteForm)


@members_page
@require_POST
def delete(request: HttpRequest, conversation_id: int, number: int) -> HttpResponse:
    shown = visible_note(request, conversation_id, number)
    success = _("Your note #%(number)s has been deleted.") % {"number": number}
    restore_url = reverse("private_notes:restore", args=[conversation_id, number])
    return pages.act(request, shown, actions.delete, success=success, undo_url=restore_url)


@members_page
@require_POST
def restore(request: HttpRequest, conversation_id: int, number: int) -> HttpResponse:
    shown = visible_note(request, conversation_id, number)
    success = _("Your note #%(number)s is visible again.") % {"number": number}
    return pages.restore(request, shown, success=success)


def note_page(
    request: HttpRequest, note: PrivateNote, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    """The note, and a form for each action that this reader may do."""
    member = request.user
    is_hidden_own = bool(note.hidden_at) and note.author_id == member.pk
    context = {
        "conversation": note.private_conversation,
        "title": note.private_conversation.title_for(member),
        "note": note,
        "refusal": refusal,
        "body": note.html if is_hidden_own else note.body,
        "is_hidden_own": is_hidden_own,
        "may_edit": not rules.refuse_edit(member, note),
        "may_delete": not note.is_removed and not rules.refuse_delete(member, note),
        "may_restore": bool(note.deleted_at) and not refuse_restore(member, note),
        "may_report": not rules.refuse_report(member, note, why=ANY_REASON),
    }
    return render(request, "private_notes/note.html", context, status=status)


def _edit_page(
    request: HttpRequest,
    note: PrivateNote,
    *,
    form: forms.Form,
    status: int = 200,
    waited: bool = False,
) -> HttpResponse:
    context = {
        "conversation": note.private_conversation,
        "title": note.private_conversation.title_for(request.user),
        "note": note,
        "form": form,
        "waited": waited,
        "draft": {"place": f"edit:{note.get_absolute_url()}", "typed_by": request.user.pk},
        "refusal": rules.refuse_edit(request.user, note),
    }
    return render(request, "private_notes/edit.html", context, status=status)


def _show(request: HttpRequest, note: Any) -> HttpResponse:
    """The frame of the note for a script, or a redirect to its place in the conversation."""
    if form_responses.wants_json(request):
        return note_response(request, note.private_conversation, note)
    return redirect(note)


pages = ContributionPages(
    actions=actions.notes,
    own_page=note_page,
    edit_page=_edit_page,
    show=_show,
    show_edited=_show,
)
