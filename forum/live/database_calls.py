"""The questions of tabs and of the hub to the database. They run in the database's thread."""

import asyncio
from collections.abc import Callable, Iterable
from functools import wraps
from importlib import import_module
from typing import Any, NamedTuple

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.db import close_old_connections
from django.http import Http404, HttpRequest, parse_cookie
from django.utils import translation

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


_SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


class _ReadOnlySession(_SessionStore):  # type: ignore[misc, valid-type]
    """A session that is only read, because a socket cannot send the browser a new key."""

    key_salt = _SessionStore().key_salt  # Django derives it from the name of the class

    def cycle_key(self) -> None: ...
    def flush(self) -> None: ...


def find_tab_owners(cookies: list[str]) -> list[TabOwner]:
    """Find the owner of each Cookie header, as a page would."""
    return [
        _owner_of_session(parse_cookie(cookie).get(settings.SESSION_COOKIE_NAME))
        for cookie in cookies
    ]


def _owner_of_session(key: str | None) -> TabOwner:
    request = HttpRequest()
    request.session = _ReadOnlySession(key)
    return TabOwner(get_user(request), request.session.session_key or "")


def _find_refusals(subscriptions: list[Subscription]) -> list[str]:
    """Ask the rules about a member only for streams that are not open to everybody."""
    closed = _closed_to_visitors({stream for _tab, stream in subscriptions})
    refusals = []
    for tab, stream in subscriptions:
        with translation.override(tab.language):
            why = live.refuse_subscription(tab.member, stream) if stream in closed else ""
        refusals.append(why)
    return refusals


def _closed_to_visitors(streams: Iterable[str]) -> set[str]:
    return {stream for stream in streams if live.refuse_subscription(AnonymousUser(), stream)}


def _catch_up(questions: list[tuple[str, str, int]]) -> list[StreamChanges]:
    """Answer equal questions once."""
    marks = _last_marks({stream for stream, _language, _since in questions})
    answers = {}
    for question in set(questions):
        mark = marks.get(question[0], 0)
        answers[question] = (mark, visible_changes(*question, mark))
    return [answers[question] for question in questions]


def visible_changes(stream: str, language: str, since: int, mark: int) -> dict[str, Any] | None:
    """Return what any visitor may see of the changes after `since`, if they are few."""
    if not 0 < since < mark <= since + MAX_CHANGES:  # each change has a mark of its own
        return None
    kind, key = live.parse_stream_name(stream)
    with translation.override(language):
        try:
            return kind.changes(key, AnonymousUser(), since=since, first=1, last=2**31 - 1)
        except Http404:
            return None


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
    """Those of `keys` that are no sessions now, in one query.

    member_by_key_to_verify: sessions of members with a new password. Each costs two more queries.
    """
    ended = sessions.ended_keys(keys)
    for key, member_id in member_by_key_to_verify.items():
        if _owner_of_session(key).member.pk != member_id:
            ended.add(key)
    return ended


@in_database_thread
def reload_members(ids: set[int]) -> dict[int, Member]:
    """Load the members of open tabs, and record that they were here."""
    members = Member.objects.in_bulk(ids) if ids else {}
    last_seen.update_last_seen(members.values())
    return members
