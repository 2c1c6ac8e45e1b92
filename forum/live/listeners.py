"""Listeners for events that end a right or hide a member: check the tabs at once (decision 4)."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from forum.live.broadcast import close_session_tabs, recheck_subscriptions


def recheck_member(event: Any) -> None:
    """A sanction or the presence preference of the event's `member_id` has changed."""
    recheck_subscriptions(member=event.member_id)


def recheck_all(_event: object) -> None:
    """Many members may have lost the right to read: a theme became private."""
    recheck_subscriptions()


def close_tabs_of_ended_sessions(event: Any) -> None:
    """Another device has ended the sessions of the event's `keys`."""
    for key in event.keys:
        close_session_tabs(key)


@receiver(user_logged_out)
def close_tabs_after_sign_out(request: HttpRequest | None, **_: Any) -> None:
    """Django sends this signal before it empties the session, so the key is still known."""
    if request and request.session.session_key:
        close_session_tabs(request.session.session_key)
