"""The Following page, and the forms that choose a level."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collective_brain.errors import Refused
from collective_brain.web import form_responses
from collective_brain.web.redirects import safe_url
from forum.chat.models import Room
from forum.following import actions
from forum.following.forms import FollowForm
from forum.following.models import Level, Reason
from forum.following.unread import row_key, unread_in
from forum.themes.models import Theme
from forum.topics.models import Topic

ROWS = 30  # topics on a page


class Row(NamedTuple):
    """topic: with its theme; unread: how many numbers after the last one read; next_url: where to read on."""

    topic: Topic
    unread: int
    next_url: str
    reason: str


@login_required
@require_safe
def following_list(request: HttpRequest) -> HttpResponse:
    """What is new in what I follow, oldest unread first."""
    try:
        topics = unread_in(request.user, request.GET.get("after", ""), most=ROWS + 1)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    more = f"?after={row_key(topics[ROWS - 1])}" if len(topics) > ROWS else ""
    rows = [_row(topic) for topic in topics[:ROWS]]
    return render(request, "following/list.html", {"rows": rows, "next": more})


def _row(topic: Any) -> Row:
    unread = topic.last_number - topic.my_read
    return Row(
        topic, unread, topic.post_url(topic.first_unread), str(Reason(topic.my_reason).label)
    )


@login_required
@require_POST
def mark_all(request: HttpRequest) -> HttpResponse:
    actions.mark_all_read(request.user)
    messages.success(request, _("Everything you follow is marked as read."))
    return redirect("following:list")


@login_required
@require_POST
def mark_theme(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Theme, slug=slug)
    actions.mark_theme_read(request.user, found)
    messages.success(request, _("Everything in this theme is marked as read."))
    return redirect(found)


@require_POST
def unread_post(request: HttpRequest, topic_id: int, number: int) -> HttpResponse:
    """On to the theme, whose page counts what is unread again: the topic's own page would count as read."""
    found = get_object_or_404(
        Topic.objects.visible_to(request.user).select_related("theme"), pk=topic_id
    )
    return _mark_unread(request, found, number, found.theme)


@require_POST
def unread_message(request: HttpRequest, room_id: int, number: int) -> HttpResponse:
    found = get_object_or_404(
        Room.objects.visible_to(request.user).with_theme_and_topic(), pk=room_id
    )
    return _mark_unread(request, found, number, found.home_theme)


def _mark_unread(
    request: HttpRequest, line: Topic | Room, number: int, back: Theme
) -> HttpResponse:
    if not 0 < number <= line.last_number:
        raise Http404
    if turned_away := form_responses.redirect_to_sign_in(request, back.get_absolute_url()):
        return turned_away
    actions.mark_unread(form_responses.signed_in_member(request), line, number)
    messages.success(request, _("Marked as unread from #%(number)s on.") % {"number": number})
    return redirect(back)


@require_POST
def topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    found = get_object_or_404(Topic.objects.visible_to(request.user), pk=topic_id)
    return _follow(request, found, actions.follow_topic)


@require_POST
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    return _follow(request, get_object_or_404(Theme, slug=slug), actions.follow_theme)


def _follow(request: HttpRequest, found: Topic | Theme, action: Callable[..., Any]) -> HttpResponse:
    """Choose a level and go back to the page on which it was chosen."""
    back = safe_url(request, request.POST.get("next", "")) or found.get_absolute_url()
    if turned_away := form_responses.redirect_to_sign_in(request, back):
        return turned_away
    form = FollowForm(request.POST)
    if not form.is_valid():
        return render(request, "422.html", {"form": form}, status=422)
    try:
        action(found, request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _said(form.cleaned_data["level"]))
    return redirect(back)


def _said(level: str) -> str:
    """What the choice means from now on."""
    return {
        Level.MUTED: _("Muted: only replies to you and mentions reach you."),
        Level.NORMAL: _("Normal: replies to you and mentions reach you."),
        Level.TRACKING: _("Tracking: what is new stands on your Following page."),
        Level.WATCHING: _("Watching: every new post reaches your bell."),
    }[Level(level)]
