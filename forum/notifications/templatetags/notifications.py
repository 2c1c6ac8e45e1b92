"""The count of unread notifications in the header of every page.

A member costs one query, and a second one when the page shows what a notification is about.
"""

from typing import Any

from django import template

from collective_brain.web.fetch_metadata import is_page_visit
from forum.live.broadcast import nudge
from forum.notifications import actions
from forum.notifications.models import Notification
from forum.notifications.notification_queries import MAX_COUNTED
from forum.notifications.unread import UnreadNotification, newest_unread

register = template.Library()


@register.inclusion_tag("notifications/_unread_count.html", takes_context=True)
def unread_notification_count(context: Any) -> dict[str, Any]:
    """{% unread_notification_count %}: the bell with the number of unread notifications.

    Notifications of the posts that the page shows (`shown` in its context) are marked as read if
    the reader has opened the page. An administrator who sees the site as a member sees no number,
    because it counts private notes.
    """
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {}
    if getattr(request, "sees_as", None):
        return {"count": 0, "user": request.user, "request": request}
    unread = newest_unread(request.user)
    unread_count = len(unread) - _mark_shown_read(context, unread)
    label = f"{MAX_COUNTED}+" if unread_count > MAX_COUNTED else unread_count
    return {"count": label, "user": request.user, "request": request}


@register.simple_tag(takes_context=True)
def mark_enquiry_read(context: Any, enquiry: Any) -> str:
    """{% mark_enquiry_read enquiry %}, before the bell: the reader has opened this conversation."""
    request = context["request"]
    if is_page_visit(request):
        unread = Notification.objects.unread_by(request.user).filter(enquiry=enquiry)
        if unread.mark_read():
            nudge(f"member:{request.user.pk}")
    return ""


@register.simple_tag(takes_context=True)
def mark_private_notes_read(context: Any, conversation: Any) -> str:
    """{% mark_private_notes_read conversation %}, before the bell: the reader has opened it."""
    if is_page_visit(context["request"]):
        actions.mark_private_notes_read(context["request"].user, conversation)
    return ""


def _mark_shown_read(context: Any, unread: list[UnreadNotification]) -> int:
    """Mark the notifications of the posts on this page as read; how many of `unread` they are.

    Notifications that are too old to be in `unread` are marked, too.
    """
    if "shown" not in context or not is_page_visit(context["request"]):
        return 0
    shown = context["shown"]
    shown_count = sum(1 for notification in unread if notification.is_on_page(*shown))
    if shown_count or len(unread) > MAX_COUNTED:
        stream, first, last = shown
        is_topic = stream.startswith("topic:")
        conversation = context["topic"] if is_topic else context["room"]
        actions.mark_range_read(context["request"].user, conversation, first=first, last=last)
    return shown_count
