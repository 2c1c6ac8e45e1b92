"""The sessions of a member. allauth stores each sign-in, Django stores the sessions."""

from collections.abc import Collection, Iterable
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Member
from collective_brain.web import fetch_metadata

MAX_DELETED = 5_000  # rows in one round


def end_all_sessions(member: Member) -> None:
    """Sign `member` out everywhere.

    It reads all sessions of the site, about 20,000 a second, so only rare actions may call it.
    """
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(member.pk):
            _delete_session(session.session_key)  # from the cache too


def end_sessions(keys: Iterable[str]) -> None:
    """End these sessions in the transaction of the caller.

    Before the commit another request can still read the row and cache it again, so this function
    deletes the sessions a second time after the commit.
    """
    UserSession.objects.filter(session_key__in=keys).delete()
    for key in keys:
        _delete_session(key)
        transaction.on_commit(lambda key=key: _delete_session(key), robust=True)  # type: ignore[misc]


def ended_keys(keys: Collection[str]) -> set[str]:
    """Those of `keys` that belong to an expired or deleted session."""
    if not keys:
        return set()
    present = Session.objects.filter(expire_date__gt=timezone.now()).defer("session_data")
    return set(keys) - present.in_bulk(list(keys)).keys()


def delete_expired_sessions() -> None:
    """Periodic task: delete sessions that have expired, MAX_DELETED at a time."""
    expired = Session.objects.filter(expire_date__lt=timezone.now())
    keys = list(expired.values_list("session_key", flat=True)[:MAX_DELETED])
    Session.objects.filter(session_key__in=keys).delete()


def list_sessions(request: HttpRequest) -> list[UserSession]:
    """The sessions of the member: this one first, then the newest."""
    if fetch_metadata.is_page_visit(request):
        if not UserSession.objects.filter(session_key=request.session.session_key).exists():
            UserSession.objects.create_from_request(request)  # sign-in before allauth stored it
        sessions = UserSession.objects.purge_and_list(request.user)
    else:
        sessions = list(UserSession.objects.filter(user=request.user))
    sessions.sort(key=lambda session: session.pk, reverse=True)
    sessions.sort(key=lambda session: session.session_key != request.session.session_key)
    return sessions


def _delete_session(key: str) -> None:
    store: Any = import_module(settings.SESSION_ENGINE)
    store.SessionStore(key).delete()
