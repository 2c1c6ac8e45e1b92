"""The questions of tabs and of the hub to the database. They run in the database's thread."""

import asyncio
import re
from collections.abc import Callable, Iterable
from functools import wraps
from importlib import import_module
from typing import Any, NamedTuple

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    load_backend,
)
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import close_old_connections
from django.http import Http404, parse_cookie
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare

from accounts import last_seen, sessions
from accounts.models import Member
from forum import live

MAX_BATCH = 50
# Changes in a `listening` frame. A tab that missed more asks over HTTP for the numbers it shows.
MAX_CHANGES = 20

Subscription = tuple[Any, str]  # (tab, stream)
StreamChanges = tuple[int, dict[str, Any] | None]  # (last mark, catch-up answer)


class TabOwner(NamedTuple):
    """The member (or AnonymousUser) of a tab. session_key: "" for a visitor."""

    member: Any
    session_key: str


def in_database_thread(function: Callable[..., Any]) -> Any:
    """Run `function` in the database's thread, with a connection that works."""

    @sync_to_async
    @wraps(function)
    def run(*arguments: Any) -> Any:
        close_old_connections()
        return function(*arguments)

    return run


class BatchedCall:
    """Collect the questions that tabs ask at the same time, and answer them in one database call.

    After a restart all tabs ask at once. `answer_all` takes a list of questions and returns the
    list of answers.
    """

    def __init__(self, answer_all: Callable[[list[Any]], list[Any]]) -> None:
        self._answer_all = in_database_thread(answer_all)
        self._waiting: list[tuple[Any, asyncio.Future[Any]]] = []
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, question: Any) -> Any:
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((question, future))
        if not self._task or self._task.done():
            self._task = asyncio.create_task(self._answer_waiting())
        return await future

    async def _answer_waiting(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
            futures = [future for _question, future in batch]
            try:
                answers = await self._answer_all([question for question, _future in batch])
            except Exception as error:  # noqa: BLE001  # each tab raises it
                _fail(futures, error)
                continue
            for future, answer in zip(futures, answers, strict=True):
                if not future.done():  # done: the tab was closed
                    future.set_result(answer)


def _fail(futures: list[asyncio.Future[Any]], error: Exception) -> None:
    for future in futures:
        if not future.done():
            future.set_exception(error)


_sessions = import_module(settings.SESSION_ENGINE).SessionStore()
_SESSION_KEY = re.compile("[0-9a-z]{8,40}")


def find_tab_owners(cookies: list[str]) -> list[TabOwner]:
    """Find the owner of each Cookie header, as a page would."""
    name = settings.SESSION_COOKIE_NAME
    return _owners_of_sessions([parse_cookie(cookie).get(name, "") for cookie in cookies])


def _owners_of_sessions(keys: list[str]) -> list[TabOwner]:
    """Find the owner of each session, with two queries for all.

    This is `django.contrib.auth.get_user` for many sessions. It never changes a session, because a
    socket cannot send the browser a new key.
    """
    session_by_key = _load_sessions({key for key in keys if _SESSION_KEY.fullmatch(key)})
    ids = {key: int(session.get(SESSION_KEY, 0)) for key, session in session_by_key.items()}
    members = Member.objects.in_bulk([pk for pk in ids.values() if pk])
    owners = []
    for key in keys:
        member = members.get(ids.get(key, 0))
        if member and _is_valid(session_by_key[key], member):
            owners.append(TabOwner(member, key))
        else:
            owners.append(TabOwner(AnonymousUser(), ""))
    return owners


def _load_sessions(keys: set[str]) -> dict[str, dict[str, Any]]:
    """Load sessions from the cache, and the missing ones from the database."""
    if not keys:
        return {}
    cache, prefix = caches[settings.SESSION_CACHE_ALIAS], _sessions.cache_key_prefix
    cached = cache.get_many([prefix + key for key in keys])
    session_by_key = {name.removeprefix(prefix): session for name, session in cached.items()}
    missing = keys - session_by_key.keys()
    if missing:
        rows = _sessions.model.objects.filter(
            session_key__in=missing, expire_date__gt=timezone.now()
        )
        for row in rows:
            session_by_key[row.session_key] = _sessions.decode(row.session_data)
    return session_by_key


def _is_valid(session: dict[str, Any], member: Member) -> bool:
    """Return whether the session belongs to the member, who may still sign in."""
    path = session.get(BACKEND_SESSION_KEY)
    if path not in settings.AUTHENTICATION_BACKENDS:
        return False
    hashes = [member.get_session_auth_hash(), *member.get_session_auth_fallback_hash()]
    stored = session.get(HASH_SESSION_KEY, "")
    is_of_this_password = any(constant_time_compare(stored, valid) for valid in hashes)
    backend: Any = load_backend(path)
    return is_of_this_password and bool(backend.user_can_authenticate(member))


def _find_refusals(subscriptions: list[Subscription]) -> list[str]:
    """Ask the rules about a member only for streams that are not open to everybody, and once."""
    closed = _closed_to_visitors({stream for _tab, stream in subscriptions})
    answers: dict[tuple[int | None, str, str], str] = {}
    refusals = []
    for tab, stream in subscriptions:
        question = (tab.member.pk, tab.language, stream)
        if stream in closed and question not in answers:
            with translation.override(tab.language):
                answers[question] = live.refuse_subscription(tab.member, stream)
        refusals.append(answers.get(question, ""))
    return refusals


def _closed_to_visitors(streams: Iterable[str]) -> set[str]:
    return {stream for stream in streams if live.refuse_subscription(AnonymousUser(), stream)}


def _catch_up(questions: list[tuple[str, str, int]]) -> list[StreamChanges]:
    """Answer equal questions once."""
    marks = _last_marks({stream for stream, _language, _since in questions})
    answers = {}
    for question in set(questions):
        mark = marks.get(question[0], 0)
        answers[question] = (mark, public_changes(*question, mark))
    return [answers[question] for question in questions]


def public_changes(stream: str, language: str, since: int, mark: int) -> dict[str, Any] | None:
    """Return what any visitor may see of the changes after `since`, if they are few."""
    if not 0 < since < mark <= since + MAX_CHANGES:  # each change has a mark of its own
        return None
    kind, key = live.parse_stream_name(stream)
    with translation.override(language):
        try:
            changes = kind.changes(key, AnonymousUser(), since=since, first=1, last=2**31 - 1)
        except Http404:
            return None
    return None if changes["more"] else changes


def _last_marks(streams: Iterable[str]) -> dict[str, int]:
    """Return the last change mark of each stream, with one query for each kind."""
    marks: dict[str, int] = {}
    for name, kind in live.stream_kinds().items():
        keys = [
            int(stream.partition(":")[2]) for stream in streams if stream.startswith(f"{name}:")
        ]
        if keys:
            marks.update({f"{name}:{key}": mark for key, mark in kind.last_marks(keys).items()})
    return marks


# (Cookie header) -> TabOwner
tab_owner = BatchedCall(find_tab_owners)
# (tab, stream) -> why the tab may not subscribe, in its language, or ""
subscription_refusal = BatchedCall(_find_refusals)
# (stream, language, the mark that the tab has) -> StreamChanges
catch_up = BatchedCall(_catch_up)

subscription_refusals = in_database_thread(_find_refusals)
streams_closed_to_visitors = in_database_thread(_closed_to_visitors)
last_marks = in_database_thread(_last_marks)
may_type = in_database_thread(live.may_type)


@in_database_thread
def find_ended_sessions(keys: set[str], member_by_key_to_verify: dict[str, int]) -> set[str]:
    """Return the keys of sessions that have ended.

    keys: sessions that end when they expire or are deleted. One query reads all of them.
    member_by_key_to_verify: sessions of members with a new password. They also end if the session
    no longer belongs to the member. Two queries read all of them.
    """
    ended = sessions.ended_keys(keys)
    owners = _owners_of_sessions(list(member_by_key_to_verify))
    for owner, (key, member_id) in zip(owners, member_by_key_to_verify.items(), strict=True):
        if owner.member.pk != member_id:
            ended.add(key)
    return ended


@in_database_thread
def reload_members(ids: set[int]) -> dict[int, Member]:
    """Load the members of open tabs, and record that they were here."""
    members = Member.objects.in_bulk(ids) if ids else {}
    last_seen.update_last_seen(members.values())
    return members
