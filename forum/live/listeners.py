"""What the live layer does when a right ends, or a member hides: it asks again at once (decision 4)."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from forum.live.broadcast import close_session_tabs, recheck_subscriptions


def recheck_member(event: Any) -> None:
    """A member's standing, or whether they are shown, changed; event has their `member_id`."""
    recheck_subscriptions(member=event.member_id)


def close_tabs_of_ended_sessions(event: Any) -> None:
    """Sessions were ended from elsewhere; event has their `keys`."""
    for key in event.keys:
        close_session_tabs(key)


@receiver(user_logged_out)
def close_tabs_after_sign_out(request: HttpRequest | None, **_: Any) -> None:
    """Django tells this before it empties the session, whose key the open tabs still have."""
    if request and request.session.session_key:
        close_session_tabs(request.session.session_key)
