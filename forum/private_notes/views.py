"""The list of private conversations, the page of one, and the form that begins one."""

from functools import partial
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Member
from collective_brain.caching.fragments import render_each
from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from collective_brain.web.fetch_metadata import is_page_visit
from collective_brain.web.numbers import number_or_404
from collective_brain.web.time_zones import reader_time_zone
from forum.chat.day_lines import day_lines
from forum.contributions.number_pages import address_of_number, page_upto
from forum.contributions.send_pages import SendPages
from forum.private_notes import actions, rules, streams
from forum.private_notes.forms import AddForm, NoteForm, StartForm
from forum.private_notes.fragments import NOTE
from forum.private_notes.lookups import members_page, visible_conversation
from forum.private_notes.models import (
    MAX_PARTICIPANTS,
    NOTES_PER_PAGE,
    Participant,
    PrivateConversation,
    PrivateNote,
)

ROWS_PER_PAGE = 50
page_or_form = require_http_methods(["GET", "HEAD", "POST"])


class ShownNote(NamedTuple):
    """The HTML of one note. number: its number in its conversation."""

    number: int
    html: str


class FirstUnread(NamedTuple):
    """number: of the first note that the reader has not read; None if there is none."""

    number: int | None


@members_page
@require_safe
def conversation_list(request: HttpRequest) -> HttpResponse:
    """The reader's conversations, the one with the newest note first."""
    own = Participant.objects.present().filter(member=request.user.pk)
    try:
        rows = list(own.in_list_order(request.GET.get("after", ""))[: ROWS_PER_PAGE + 1])
    except ValueError as error:
        raise Http404 from error
    has_next_page = len(rows) > ROWS_PER_PAGE
    rows = rows[:ROWS_PER_PAGE]
    PrivateConversation.attach_present([row.private_conversation for row in rows])
    for row in rows:
        row.title = row.private_conversation.title_for(request.user)  # type: ignore[attr-defined]
    context = {
        "rows": rows,
        "next": f"?after={rows[-1].row_key}" if has_next_page else "",
        "refusal": rules.refuse_start(request.user),
    }
    return render(request, "private_notes/list.html", context)


@members_page
@page_or_form
def start(request: HttpRequest) -> HttpResponse:
    """The form of a new conversation. ?to=ana leads to the one with Ana, if there is one."""
    if request.method != "POST":
        typed = saved_text.load(request, request.path)
        handle = request.GET.get("to", "")
        if stored := _conversation_with(request, handle):
            return redirect(stored)
        return _start_page(request, StartForm(initial={"others": handle[:60], **typed}))
    form, status = StartForm(request.POST), 422
    if form.is_valid():
        if wait := sent_notes.seconds_to_wait(request, form.cleaned_data["nonce"]):
            form, status = form_responses.add_rate_limit_error(form, wait), 429
        else:
            try:
                member = form_responses.signed_in_member(request)
                return redirect(actions.start(member, **form.cleaned_data))
            except Refused as refusal:
                form = form_responses.add_refusal(form, refusal)
    return _start_page(request, form, status=status)


def _conversation_with(request: HttpRequest, handle: str) -> PrivateConversation | None:
    other = Member.objects.with_handle(handle).filter(closed_at=None).first() if handle else None
    if other is None or other.pk == request.user.pk:
        return None
    return PrivateConversation.objects.between_two(request.user, other)


def _start_page(request: HttpRequest, form: StartForm, *, status: int = 200) -> HttpResponse:
    refusal = "" if form.is_bound else rules.refuse_start(request.user)
    context = {"form": form, "refusal": refusal, "most": MAX_PARTICIPANTS}
    return render(request, "private_notes/start.html", context, status=status)


@members_page
@require_safe
def conversation(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """The newest notes. ?upto=N: the notes up to number N."""
    shown = visible_conversation(request, conversation_id)
    upto = number_or_404(request.GET.get("upto", str(shown.last_number)))
    return conversation_page(request, shown, upto=min(upto, shown.last_number))


def conversation_page(
    request: HttpRequest,
    conversation: PrivateConversation,
    *,
    upto: int,
    form: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = page_upto(conversation, upto, size=NOTES_PER_PAGE)
    own = conversation.participants.get(member=request.user.pk)
    is_read_in_part = 0 < own.read_up_to < conversation.last_number
    first_unread = own.read_up_to + 1 if is_read_in_part else None
    if is_page_visit(request):
        actions.mark_read(conversation, request.user, upto)
    typed = saved_text.load(request, conversation.get_absolute_url()) if form is None else {}
    form = form or NoteForm(initial=typed)
    form.name_readers(conversation.title_for(request.user))
    notes = _notes_between(conversation, page["first"], upto)
    times = [(note.number, note.created_at) for note in notes if not note.is_removed]
    context: dict[str, Any] = {
        "conversation": conversation,
        "title": conversation.title_for(request.user),
        "own": own,
        "notes": _rendered(notes),
        "day_lines": day_lines(times, reader_time_zone(request)),
        **page,
        "first_unread": FirstUnread(first_unread),
        "form": form,
        "waited": bool(typed),
        "refusal": rules.refuse_send(request.user, conversation),
    }
    return render(request, "private_notes/conversation.html", context, status=status)


def _notes_between(conversation: PrivateConversation, first: int, last: int) -> list[PrivateNote]:
    notes = list(conversation.notes.filter(number__range=(first, last)).for_display())
    for note in notes:
        note.private_conversation = conversation
    return notes


def _rendered(notes: list[PrivateNote]) -> list[ShownNote]:
    html = render_each(NOTE, notes)
    return [ShownNote(note.number, text) for note, text in zip(notes, html, strict=True)]


@members_page
@require_safe
def redirect_to_note(request: HttpRequest, conversation_id: int, number: int) -> HttpResponse:
    """Redirect from the permanent address of a note to its place, or to the last note."""
    shown = visible_conversation(request, conversation_id)
    return redirect(address_of_number(shown, number, size=NOTES_PER_PAGE, noun="note"))


@members_page
def send(request: HttpRequest, conversation_id: int) -> HttpResponse:
    shown = visible_conversation(request, conversation_id)
    if request.method != "POST":  # a phone reopens the tab of a refused note
        return redirect(f"{shown.get_absolute_url()}#say")
    return sent_notes.send(request, shown, NoteForm(request.POST))


def note_response(
    request: HttpRequest, conversation: PrivateConversation, note: PrivateNote
) -> HttpResponse:
    """The acknowledgement: the frame of the note for a script, or a redirect to its place."""
    if not form_responses.wants_json(request):
        return redirect(f"{conversation.get_absolute_url()}#note-{note.number}")
    frame = streams.private_conversation_stream.frame(conversation, note)
    return JsonResponse(frame, status=201)


def _refused_note_page(
    request: HttpRequest, conversation: PrivateConversation, **context: Any
) -> HttpResponse:
    conversation = visible_conversation(request, conversation.pk)
    return conversation_page(request, conversation, upto=conversation.last_number, **context)


sent_notes = SendPages(
    actions=actions.notes, rate_limit="message", sent=note_response, refused=_refused_note_page
)


@members_page
@page_or_form
def people(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Who takes part; the forms to add somebody, to mute the conversation and to leave it."""
    shown = visible_conversation(request, conversation_id)
    page = partial(_people_page, request, shown)
    if request.method != "POST":
        return page(AddForm(initial=saved_text.load(request, request.path)))
    form = AddForm(request.POST)
    if not form.is_valid():
        return page(form, status=422)
    if wait := form_responses.count_request("message", request):
        return page(form_responses.add_rate_limit_error(form, wait), status=429)
    added = form.cleaned_data["added"]
    try:
        actions.add(shown, form_responses.signed_in_member(request), added=added)
    except Refused as refusal:
        form.add_error("added", str(refusal))
        return page(form, status=422)
    sentence = _("%(name)s can now read the whole conversation.") % {"name": added.get_full_name()}
    messages.success(request, sentence)
    return redirect(shown)


def _people_page(
    request: HttpRequest, conversation: PrivateConversation, form: AddForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "conversation": conversation,
        "title": conversation.title_for(request.user),
        "own": conversation.participants.get(member=request.user.pk),
        "form": form,
        "refusal": "" if form.is_bound else rules.refuse_add(request.user, conversation, None),
    }
    return render(request, "private_notes/people.html", context, status=status)


@members_page
@require_POST
def leave(request: HttpRequest, conversation_id: int) -> HttpResponse:
    actions.leave(visible_conversation(request, conversation_id), request.user)
    messages.success(request, _("You have left the conversation."))
    return redirect("private_notes:list")


@members_page
@require_POST
def mute(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """muted=1 mutes the conversation; anything else ends that."""
    shown = visible_conversation(request, conversation_id)
    is_muted = request.POST.get("muted") == "1"
    actions.set_muted(shown, request.user, is_muted=is_muted)
    if is_muted:
        messages.success(request, _("You are no longer told about new notes here."))
    else:
        messages.success(request, _("You are told about new notes here again."))
    return redirect("private_notes:people", shown.pk)
