"""The list of notifications, the count of unread ones, and the script's report of what was seen."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from collective_brain.web.fetch_metadata import is_page_visit
from collective_brain.web.page_time import read_page_time
from forum.chat.models import Room
from forum.notifications import actions
from forum.notifications.forms import SeenForm
from forum.notifications.models import MAX_COUNTED, Notification
from forum.topics.models import Topic

ROWS_PER_PAGE = 50


class ConversationGroup(NamedTuple):
    """The notifications of one topic or room."""

    conversation: Topic | Room
    notifications: list[Notification]


@never_cache
@login_required
@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """Unread notifications first, the newest first, grouped by topic or room."""
    page_time = timezone.now()
    rows = Notification.objects.listed_for(request.user)
    try:
        rows = rows.in_list_order(request.GET.get("after", ""))
        notifications = list(rows[: ROWS_PER_PAGE + 1])
    except ValueError as error:
        raise Http404 from error
    has_next_page = len(notifications) > ROWS_PER_PAGE
    next_page = f"?after={notifications[ROWS_PER_PAGE - 1].row_key}" if has_next_page else ""
    context = {
        "groups": _group_by_conversation(notifications[:ROWS_PER_PAGE]),
        "next": next_page,
        "page_time": page_time,
        "unread": any(not notification.read_at for notification in notifications),
    }
    return render(request, "notifications/list.html", context)


def _group_by_conversation(notifications: list[Notification]) -> list[ConversationGroup]:
    """The groups in the order of their first notification; unread ones stay before read ones."""
    groups: dict[tuple[bool, str], list[Notification]] = {}
    for notification in notifications:
        key = (bool(notification.read_at), notification.stream_name)
        groups.setdefault(key, []).append(notification)
    return [ConversationGroup(group[0].conversation, group) for group in groups.values()]


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
    messages.info(request, _("What this was about is no longer there."))
    return redirect("notifications:list")


@login_required
@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    actions.mark_all_read(request.user, until=read_page_time(request))
    return redirect("notifications:list")


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
    conversations: Any = Topic.objects if kind == "topic" else Room.objects
    conversation = get_object_or_404(conversations.visible_to(request.user), pk=key)
    actions.mark_read_up_to(request.user, conversation, form.cleaned_data["number"])
    return HttpResponse(status=204)
