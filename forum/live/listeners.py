"""What the live layer does when a right ends, or a member hides: it asks again at once (decision 4)."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from forum.live.broadcast import ask_again, end_session


def ask_member_again(event: Any) -> None:
    """A member's standing, or whether they are shown, changed; event has their `member_id`."""
    ask_again(member=event.member_id)


def end_tabs_of_sessions(event: Any) -> None:
    """Sessions were ended from elsewhere; event has their `keys`."""
    for key in event.keys:
        end_session(key)


@receiver(user_logged_out)
def end_tabs(request: HttpRequest | None, **_: Any) -> None:
    """Django tells this before it empties the session, whose key the open tabs still have."""
    if request and request.session.session_key:
        end_session(request.session.session_key)
