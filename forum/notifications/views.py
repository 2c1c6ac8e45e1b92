"""The inbox, the bell's count, and what a page's script says of what has been seen."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forum.chat.models import Room
from forum.notifications import actions
from forum.notifications.forms import SeenForm
from forum.notifications.models import MOST_COUNTED, Notification
from forum.topics.models import Topic

ROWS = 50  # notifications on a page


class Group(NamedTuple):
    """What a member was told about one topic or room."""

    place: Topic | Room
    notifications: list[Notification]


@login_required
@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """Unread first, grouped by topic or room, newest first."""
    try:
        rows = Notification.objects.visible_to(request.user).listed(request.GET.get("after", ""))[
            : ROWS + 1
        ]
        told = list(rows)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    more = f"?after={told[ROWS - 1].row_key}" if len(told) > ROWS else ""
    unread = any(not notification.read_at for notification in told)
    context = {"groups": _grouped(told[:ROWS]), "next": more, "unread": unread}
    return render(request, "notifications/list.html", context)


def _grouped(told: list[Notification]) -> list[Group]:
    """The topic of the first notification first; what is unread stays before what was read."""
    groups: dict[tuple[bool, str], list[Notification]] = {}
    for notification in told:
        groups.setdefault((bool(notification.read_at), notification.stream_name), []).append(
            notification
        )
    return [Group(group[0].conversation, group) for group in groups.values()]


@login_required
@require_safe
def open_one(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Lead to the post; to the list, with a word, when that is no longer there."""
    told = get_object_or_404(Notification, pk=notification_id, member=request.user)
    actions.open_notification(told)
    if Notification.objects.leading_somewhere(request.user).filter(pk=told.pk).exists():
        return redirect(told.target)
    messages.info(request, _("What this was about is no longer there."))
    return redirect("notifications:list")


@login_required
@require_POST
def mark_all(request: HttpRequest) -> HttpResponse:
    actions.mark_all_read(request.user)
    return redirect("notifications:list")


@require_safe
@never_cache
def count(request: HttpRequest) -> HttpResponse:
    """{"unread": 3, "shown": "3"}: at most MOST_COUNTED + 1, shown as "99+"."""
    unread = Notification.objects.unread_count(request.user) if request.user.is_authenticated else 0
    return JsonResponse({"unread": unread, "shown": shown(unread)})


def shown(unread: int) -> str:
    return f"{MOST_COUNTED}+" if unread > MOST_COUNTED else str(unread)


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """A script says how far a page has been read since it was loaded: the position and the bell move.

    It lies under /following/, but here: this slice may tell `following`, and not the other way round.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"refused": form.errors}, status=422)
    kind, key = form.cleaned_data["line"]
    lines: Any = Topic.objects if kind == "topic" else Room.objects
    line = get_object_or_404(lines.visible_to(request.user), pk=key)
    actions.see(request.user, line, form.cleaned_data["number"])
    return HttpResponse(status=204)
