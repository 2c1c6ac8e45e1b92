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
    shown = context.get("shown") if request.method == "GET" else None
    here = [told for told in unread if shown and _is_on(told, shown)]
    if here or (shown and len(unread) > MOST_COUNTED):
        line = context["topic"] if shown[0].startswith("topic:") else context["room"]
        actions.read_shown(request.user, line, first=shown[1], last=shown[2])
    left = len(unread) - len(here)
    return {
        "count": f"{MOST_COUNTED}+" if left > MOST_COUNTED else left,
        "user": request.user,
        "request": request,
    }


def _is_on(told: Notification, shown: tuple[str, int, int]) -> bool:
    line, first, last = shown
    return told.is_of_post and told.line_name == line and first <= told.number <= last
