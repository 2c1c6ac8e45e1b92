"""The list of notifications, the count of unread ones, and the script's report of what was seen."""

from datetime import date, timedelta, tzinfo
from itertools import groupby
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from collective_brain.web import undo
from collective_brain.web.fetch_metadata import is_page_visit
from collective_brain.web.page_time import read_page_time
from collective_brain.web.redirects import safe_url
from collective_brain.web.time_zones import reader_time_zone
from forum.chat.models import Room
from forum.following.models import ReadPosition
from forum.notifications import actions
from forum.notifications.first_words import attach_first_words
from forum.notifications.forms import SeenForm
from forum.notifications.models import Notification
from forum.notifications.notification_queries import MAX_COUNTED
from forum.notifications.read_markings import NotificationMarking
from forum.private_notes import actions as private_notes
from forum.private_notes.models import PrivateConversation
from forum.topics.models import Topic

ROWS_PER_PAGE = 50
CONVERSATIONS: dict[str, Any] = {"topic": Topic, "room": Room, "note": PrivateConversation}


class DayGroup(NamedTuple):
    """The unread or the read notifications of one day."""

    is_read: bool
    day: str
    notifications: list[Notification]


@never_cache
@login_required
@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """Unread notifications first, the newest first, grouped by day."""
    page_time = timezone.now()
    rows = Notification.objects.listed_for(request.user)
    try:
        rows = rows.in_list_order(request.GET.get("after", ""))
        notifications = list(rows[: ROWS_PER_PAGE + 1])
    except ValueError as error:
        raise Http404 from error
    has_next_page = len(notifications) > ROWS_PER_PAGE
    notifications = notifications[:ROWS_PER_PAGE]
    attach_first_words(notifications)
    _attach_levels(request.user, notifications)
    context = {
        "groups": _group_by_day(notifications, reader_time_zone(request)),
        "next": f"?after={notifications[-1].row_key}" if has_next_page else "",
        "page_time": page_time,
        "marking": NotificationMarking.objects.undoable_by(request.user).first(),
        "unread": any(not notification.read_at for notification in notifications),
    }
    return render(request, "notifications/list.html", context)


def _attach_levels(member: Any, notifications: list[Notification]) -> None:
    """Set my_level on the topics: a muted one has no button to mute it."""
    topics = [notification.topic for notification in notifications if notification.topic]
    if topics:
        ReadPosition.objects.attach_reading_state(member, topics)
        _share_levels(topics)


def _share_levels(topics: list[Any]) -> None:
    """Two notifications of one topic have two objects, and the query sets the level of one."""
    level_by_pk = {topic.pk: topic.my_level for topic in topics if hasattr(topic, "my_level")}
    for topic in topics:
        topic.my_level = level_by_pk[topic.pk]


def _group_by_day(notifications: list[Notification], zone: tzinfo) -> list[DayGroup]:
    """The groups in the order of the list, so a day can have an unread and a read group."""

    def group_key(notification: Notification) -> tuple[bool, date]:
        day = timezone.localtime(notification.created_at, zone).date()
        return bool(notification.read_at), day

    today = timezone.localtime(timezone=zone).date()
    return [
        DayGroup(is_read, _day_label(day, today), list(rows))
        for (is_read, day), rows in groupby(notifications, group_key)
    ]


def _day_label(day: date, today: date) -> str:
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return date_format(day, "DATE_FORMAT")


@login_required
@require_safe
def open_notification(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Redirect to the post; to the list, with a message, when the post is no longer there."""
    notification = get_object_or_404(Notification, pk=notification_id, member=request.user)
    if is_page_visit(request):
        actions.mark_read(notification)
    with_target = Notification.objects.with_visible_target(request.user)
    if with_target.filter(pk=notification.pk).exists():
        return redirect(notification.target_url)
    messages.info(request, _("What this notification refers to no longer exists."))
    return redirect("notifications:list")


@login_required
@require_POST
def mark_read(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Mark one notification as read without opening it. A repeat changes nothing."""
    notification = get_object_or_404(Notification, pk=notification_id, member=request.user)
    actions.mark_read(notification)
    return _redirect_to_list(request)


@login_required
@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    actions.mark_all_read(request.user, until=read_page_time(request))
    undo.offer(
        request, _("All notifications have been marked as read."), reverse("notifications:undo")
    )
    return redirect("notifications:list")


@login_required
@require_POST
def undo_mark_all_read(request: HttpRequest) -> HttpResponse:
    if actions.undo_mark_all_read(request.user):
        messages.success(request, _("Your notifications are as they were before."))
    else:
        messages.error(request, _("It is too late to undo this."))
    return _redirect_to_list(request)


def _redirect_to_list(request: HttpRequest) -> HttpResponse:
    """To the page of the list that showed the form."""
    return redirect(safe_url(request, request.POST.get("next", "")) or "notifications:list")


@require_safe
@never_cache
def unread_count(request: HttpRequest) -> HttpResponse:
    """{"unread": 3, "shown": "3"}: at most MAX_COUNTED + 1, shown as "99+"."""
    unread = Notification.objects.unread_count(request.user) if request.user.is_authenticated else 0
    return JsonResponse({"unread": unread, "shown": count_label(unread)})


def count_label(unread: int) -> str:
    return f"{MAX_COUNTED}+" if unread > MAX_COUNTED else str(unread)


@require_POST
def mark_seen(request: HttpRequest) -> HttpResponse:
    """The script reports how far the member has read since the page was loaded.

    The address begins with /following/, but the view is here, because notifications may import
    following, and following may not import notifications.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"refused": form.errors}, status=422)
    kind, key = form.cleaned_data["line"]
    conversations: Any = CONVERSATIONS[kind].objects
    conversation = get_object_or_404(conversations.visible_to(request.user), pk=key)
    number = form.cleaned_data["number"]
    if kind == "note":
        private_notes.mark_read(conversation, request.user, number)
        actions.mark_private_notes_read(request.user, conversation)
    else:
        actions.mark_read_up_to(request.user, conversation, number)
    return HttpResponse(status=204)
