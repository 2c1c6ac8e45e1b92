"""The Following page, and the forms that choose a level or mark something as read or unread."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses, undo
from collective_brain.web.page_time import read_page_time
from collective_brain.web.redirects import safe_url
from forum.chat.models import Room
from forum.following import actions
from forum.following.choices import chosen_themes, topics_with_level
from forum.following.forms import FollowForm
from forum.following.level_sentences import confirmation, level_choices
from forum.following.levels import Level, Reason
from forum.following.read_markings import ReadMarking
from forum.following.reading_state import unread_count
from forum.following.unread_topics import load_unread_topics, row_key
from forum.themes.lookups import visible_theme
from forum.themes.models import Theme
from forum.topics.models import Topic

ROWS_PER_PAGE = 30


class UnreadTopicRow(NamedTuple):
    """A topic with its theme, the unread numbers, where to read on, and why it is listed."""

    topic: Topic
    unread_count: int
    first_unread_url: str
    reason: str


@never_cache
@login_required
@require_safe
def following_list(request: HttpRequest) -> HttpResponse:
    """What is unread in the followed topics, the one that has been unread longest first."""
    page_time = timezone.now()
    try:
        topics = load_unread_topics(
            request.user, request.GET.get("after", ""), limit=ROWS_PER_PAGE + 1
        )
    except ValueError as error:
        raise Http404 from error
    has_next_page = len(topics) > ROWS_PER_PAGE
    next_page = f"?after={row_key(topics[ROWS_PER_PAGE - 1])}" if has_next_page else ""
    rows = [_row(topic) for topic in topics[:ROWS_PER_PAGE]]
    marking = ReadMarking.objects.undoable_by(request.user).defer("moves").first()
    context = {"rows": rows, "next": next_page, "page_time": page_time, "marking": marking}
    return render(request, "following/list.html", context)


def _row(topic: Any) -> UnreadTopicRow:
    return UnreadTopicRow(
        topic=topic,
        unread_count=unread_count(topic),
        first_unread_url=topic.post_url(topic.first_unread),
        reason=str(Reason(topic.my_reason).label),
    )


@never_cache
@login_required
@require_safe
def choices(request: HttpRequest) -> HttpResponse:
    """Everything that the member follows or mutes, each with the form to change it."""
    try:
        positions = topics_with_level(
            request.user, request.GET.get("after", ""), limit=ROWS_PER_PAGE + 1
        )
    except ValueError as error:
        raise Http404 from error
    has_next_page = len(positions) > ROWS_PER_PAGE
    positions = positions[:ROWS_PER_PAGE]
    is_first_page = "after" not in request.GET
    context = {
        "themes": chosen_themes(request.user) if is_first_page else [],
        "topics": positions,
        "levels": level_choices,
        "next": f"?after={positions[-1].topic_id}" if has_next_page else "",
    }
    return render(request, "following/choices.html", context)


@login_required
@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    can_undo = actions.mark_all_read(request.user, until=read_page_time(request))
    _confirm_marking(request, _("Everything you follow has been marked as read."), can_undo)
    return redirect(safe_url(request, request.POST.get("next", "")) or "following:list")


@login_required
@require_POST
def mark_theme_read(request: HttpRequest, slug: str) -> HttpResponse:
    theme = visible_theme(request, slug)
    can_undo = actions.mark_theme_read(request.user, theme, until=read_page_time(request))
    _confirm_marking(request, _("Everything in this theme has been marked as read."), can_undo)
    return redirect(theme)


def _confirm_marking(request: HttpRequest, sentence: str, can_undo: bool) -> None:
    if can_undo:
        undo.offer(request, sentence, reverse("following:undo"))
    else:
        messages.success(request, sentence)


@login_required
@require_POST
def undo_mark_read(request: HttpRequest) -> HttpResponse:
    if actions.undo_mark_read(request.user):
        messages.success(request, _("What was new before is marked as new again."))
    else:
        messages.error(request, _("It is too late to undo this."))
    return redirect(safe_url(request, request.POST.get("next", "")) or "following:list")


@require_POST
def mark_post_unread(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    """Mark a topic as unread from a post on, and redirect to the theme.

    A redirect to the topic would show its page, and showing the page marks it as read again.
    """
    topics = Topic.objects.visible_to(request.user).select_related("theme")
    topic = get_object_or_404(topics, pk=topic_id)
    return _mark_unread(request, topic, number, topic.theme)


@require_POST
def mark_message_unread(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    room = get_object_or_404(
        Room.objects.visible_to(request.user).with_theme_and_topic(), pk=room_id
    )
    return _mark_unread(request, room, number, room.home_theme)


def _mark_unread(
    request: HttpRequest, conversation: Topic | Room, number: int, theme: Theme
) -> HttpResponse:
    if not 0 < number <= conversation.last_number:
        raise Http404
    if sign_in := form_responses.redirect_to_sign_in(request, theme.get_absolute_url()):
        return sign_in
    actions.mark_unread(form_responses.signed_in_member(request), conversation, number)
    messages.success(request, _("Marked as unread from #%(number)s.") % {"number": number})
    return redirect(theme)


@require_POST
def follow_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.visible_to(request.user), pk=topic_id)
    return _choose_level(request, topic, actions.set_topic_level)


@require_POST
def follow_theme(request: HttpRequest, slug: str) -> HttpResponse:
    return _choose_level(request, visible_theme(request, slug), actions.set_theme_level)


def _choose_level(
    request: HttpRequest, topic_or_theme: Topic | Theme, follow: Callable[..., Any]
) -> HttpResponse:
    """Choose a level, and redirect to the page that showed the form."""
    form_page = safe_url(request, request.POST.get("next", ""))
    back_to = form_page or topic_or_theme.get_absolute_url()
    if sign_in := form_responses.redirect_to_sign_in(request, back_to):
        return sign_in
    form = FollowForm(request.POST)
    if not form.is_valid():
        return render(request, "422.html", {"form": form}, status=422)
    try:
        follow(topic_or_theme, request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back_to)
    level = form.cleaned_data["level"]
    if form_responses.wants_json(request):
        return JsonResponse({"level_name": Level(level).button_text})
    messages.success(request, confirmation(level))
    return redirect(back_to)
