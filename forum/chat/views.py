"""The page of a room: messages, who is present, and the form to send a message."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Member
from collective_brain.caching.fragments import render_rows
from collective_brain.errors import Refused
from collective_brain.web import form_responses, saved_text
from collective_brain.web.numbers import number_or_404, parse_number
from collective_brain.web.time_zones import reader_time_zone
from forum import markup
from forum.blocking.collapsing import blocked_by
from forum.chat import actions, rules, streams
from forum.chat.day_lines import day_lines
from forum.chat.forms import SendMessageForm
from forum.chat.fragments import MESSAGE
from forum.chat.lookups import visible_room
from forum.chat.models import (
    MESSAGES_PER_PAGE,
    Message,
    Room,
    rows_between,
)
from forum.chat.presence_beside import remember_room
from forum.contributions.number_pages import address_of_number, page_upto
from forum.contributions.send_pages import SendPages
from forum.live import presence
from forum.themes.lookups import visible_theme
from forum.themes.models import Theme
from forum.topics.models import Topic
from forum.uploads.models import Upload

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@page_or_form
def theme_room(request: HttpRequest, slug: str) -> HttpResponse:
    return _room_beside(request, visible_theme(request, slug))


@page_or_form
def topic_room(request: HttpRequest, topic_id: int) -> HttpResponse:
    topics = Topic.objects.visible_to(request.user).select_related("theme")
    return _room_beside(request, get_object_or_404(topics, pk=topic_id))


def _room_beside(request: HttpRequest, place: Theme | Topic) -> HttpResponse:
    """Redirect to the room, or show the form that opens it: a GET creates nothing."""
    if room := Room.objects.of_place(place):
        return redirect(room)
    if request.method == "POST":
        if response := form_responses.redirect_to_sign_in(request, request.path, keep=False):
            return response
        try:
            return redirect(actions.open_room(place, form_responses.signed_in_member(request)))
        except Refused as error:
            context = {"place": place, "refusal": str(error)}
            return render(request, "chat/open.html", context, status=422)
    refusal = rules.refuse_open(request.user, place) if request.user.is_authenticated else ""
    return render(request, "chat/open.html", {"place": place, "refusal": refusal})


@require_safe
def show_room(request: HttpRequest, room_id: int) -> HttpResponse:
    """The newest messages. ?upto=N: the messages up to number N."""
    room = visible_room(request, room_id)
    upto = number_or_404(request.GET.get("upto", str(room.last_number)))
    return room_page(request, room, upto=min(upto, room.last_number))


def room_page(
    request: HttpRequest,
    room: Room,
    *,
    upto: int,
    form: SendMessageForm | None = None,
    status: int = 200,
) -> HttpResponse:
    remember_room(room)
    page = page_upto(room, upto, size=MESSAGES_PER_PAGE)
    load = partial(_messages, room)
    refusal = rules.refuse_say(request.user, room)
    typed = saved_text.load(request, room.get_absolute_url()) if form is None else {}
    form = form or SendMessageForm(initial={**_initial_from_query(request), **typed})
    form.name_room(room.title)
    if not form.is_bound:
        _add_file(request, form)
    rows, times = rows_between(room, page["first"], upto)
    context: dict[str, Any] = {
        "room": room,
        "messages_shown": render_rows(MESSAGE, rows, load),
        "day_lines": day_lines(times, reader_time_zone(request)),
        "shown": (room.stream_name, page["first"], upto),
        **page,
        "form": form,
        "answered": _name_of_answered_author(room, form["reply_to"].value()),
        "waited": bool(typed),
        "refusal": refusal,
        "present": presence.present_in(room.stream_name)["count"],
        "facilitator": room.home_theme.is_facilitated_by(request.user),
    }
    return render(request, "chat/room.html", context, status=status)


def _messages(room: Room, numbers: list[int]) -> list[Message]:
    messages = list(room.messages.filter(number__in=numbers).for_display())
    for message in messages:
        message.room = room
    return messages


def _initial_from_query(request: HttpRequest) -> dict[str, Any]:
    """The initial values that the address asks for: ?reply_to=3."""
    number = parse_number(request.GET.get("reply_to", ""), 0)
    return {"reply_to": str(number)} if number else {}


def _add_file(request: HttpRequest, form: SendMessageForm) -> None:
    """Put the file that the address names after the text: ?file=KEY, one of the reader's own.

    data-quotation contains its Markdown, so that the script can append it to a stored text.
    """
    key = request.GET.get("file", "")
    upload = Upload.objects.own(request.user).filter(key=key).first() if key else None
    if upload:
        form.initial["source"] = markup.append_quotation(
            form.initial.get("source", ""), upload.markdown
        )
        form.fields["source"].widget.attrs["data-quotation"] = upload.markdown


def _name_of_answered_author(room: Room, number: Any) -> str:
    """The name of the author that the form replies to, or ""."""
    answered_number = parse_number(str(number), 0)
    if not answered_number:
        return ""
    answered = room.messages.select_related("author").filter(number=answered_number).first()
    return answered.author.get_full_name() if answered else ""


@require_safe
def show_present_members(request: HttpRequest, room_id: int) -> HttpResponse:
    """Who is present in the room. Frames contain only the count. A script gets {names, more}.

    Members whom the reader blocks are counted and not named.
    """
    room = visible_room(request, room_id)
    present = presence.present_in(room.stream_name)
    blocked = blocked_by(request.user)
    named = [key for key in present["people"] if key not in blocked]
    members = Member.objects.showing_presence(named)
    unnamed = max(0, present["count"] - len(named))
    more = unnamed and ngettext(
        "%(count)s person not shown by name", "%(count)s people not shown by name", unnamed
    ) % {"count": unnamed}
    if form_responses.wants_json(request):
        names = [[member.get_full_name(), member.get_absolute_url()] for member in members]
        return JsonResponse({"names": names, "more": more or ""})
    return render(request, "chat/here.html", {"room": room, "members": members, "more": more})


@require_safe
def redirect_to_message(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    """Redirect from the permanent address of a message to its place, or to the last message."""
    room = visible_room(request, room_id)
    return redirect(address_of_number(room, number, size=MESSAGES_PER_PAGE, noun="message"))


def say(request: HttpRequest, room_id: int) -> HttpResponse:
    room = visible_room(request, room_id)
    if request.method != "POST":  # a phone reopens the tab of a refused message
        return redirect(f"{room.get_absolute_url()}#say")
    if response := form_responses.redirect_to_sign_in(request, f"{room.get_absolute_url()}#say"):
        return response
    return sent_messages.send(request, room, SendMessageForm(request.POST))


def message_response(request: HttpRequest, room: Room, message: Message) -> HttpResponse:
    """The acknowledgement: the frame of the message for a script, or a redirect to its place."""
    if not form_responses.wants_json(request):
        return redirect(f"{room.get_absolute_url()}#message-{message.number}")
    return JsonResponse(streams.room_stream.frame(room, message), status=201)


def _refused_message_page(request: HttpRequest, room: Room, **context: Any) -> HttpResponse:
    room = visible_room(request, room.pk)
    return room_page(request, room, upto=room.last_number, **context)


sent_messages = SendPages(
    actions=actions.messages,
    rate_limit="message",
    sent=message_response,
    refused=_refused_message_page,
)
