"""Where a member is signed in: allauth notes each sign-in, Django keeps the sessions."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from accounts.models import Member


def end_all_sessions(member: Member) -> None:
    """Sign `member` out everywhere. Reads every session: rare acts only (about 20,000 a second)."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(member.pk):
            _forget(session.session_key)  # from the cache too


def end_sessions(keys: Iterable[str]) -> None:
    """End these sessions, in the caller's transaction.

    Before the commit somebody could still read the row, and put it into the cache again: so once more after it.
    """
    UserSession.objects.filter(session_key__in=keys).delete()
    for key in keys:
        _forget(key)
        transaction.on_commit(lambda key=key: _forget(key), robust=True)  # type: ignore[misc]


def list_sessions(request: HttpRequest) -> list[UserSession]:
    """Where the member is signed in, this session first, then the newest."""
    if not UserSession.objects.filter(session_key=request.session.session_key).exists():
        UserSession.objects.create_from_request(request)  # signed in before there was a list
    rows = UserSession.objects.purge_and_list(request.user)
    return sorted(
        rows, key=lambda row: (row.session_key == request.session.session_key, row.pk), reverse=True
    )


def _forget(key: str) -> None:
    store: Any = import_module(settings.SESSION_ENGINE)
    store.SessionStore(key).delete()
