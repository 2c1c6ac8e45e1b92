"""The bell on every page: one query for a member, one more when the page shows what they were told of."""

from typing import Any

from django import template

from forum.notifications import actions
from forum.notifications.models import MOST_COUNTED, Notification

register = template.Library()


@register.inclusion_tag("notifications/_bell.html", takes_context=True)
def bell(context: Any) -> dict[str, Any]:
    """{% bell %}: how many notifications are unread. What the page shows (`shown` in its context) is read."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {}
    unread = Notification.objects.in_bell(request.user)
    left = len(unread) - _read_here(context, unread)
    count = f"{MOST_COUNTED}+" if left > MOST_COUNTED else left
    return {"count": count, "user": request.user, "request": request}


def _read_here(context: Any, unread: list[Notification]) -> int:
    """How many of `unread` this page shows, which reads them; older ones than the bell counts, too."""
    if context["request"].method != "GET" or "shown" not in context:
        return 0
    shown = context["shown"]
    here = [told for told in unread if _is_on(told, shown)]
    if here or len(unread) > MOST_COUNTED:
        line = context["topic"] if shown[0].startswith("topic:") else context["room"]
        actions.read_shown(context["request"].user, line, first=shown[1], last=shown[2])
    return len(here)


def _is_on(told: Notification, shown: tuple[str, int, int]) -> bool:
    line, first, last = shown
    return told.is_of_post and told.stream_name == line and first <= told.number <= last
