"""What tabs and the hub ask of the database, in its own thread."""

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

from accounts import last_seen
from accounts.models import Member
from forum import live

MAX_BATCH = 50
MAX_CHANGES = 20  # changes that come with `listening`; a tab that missed more asks over HTTP, for the numbers it shows


class TabOwner(NamedTuple):
    """Whose tab it is. session_key: "" of a visitor's."""

    member: Any
    session_key: str


def in_database_thread(ask: Callable[..., Any]) -> Any:
    """`ask` in the database's thread, with a connection that still answers."""

    @sync_to_async
    @wraps(ask)
    def asked(*what: Any) -> Any:
        close_old_connections()
        return ask(*what)

    return asked


class BatchedCall:
    """What many tabs ask at the same time is answered in one turn of the thread: after a restart all of them ask."""

    def __init__(self, answer: Callable[[list[Any]], list[Any]]) -> None:
        self._answer = in_database_thread(answer)
        self._asked: list[tuple[Any, asyncio.Future[Any]]] = []
        self._answering: asyncio.Task[None] | None = None

    async def __call__(self, asked: Any) -> Any:
        answer = asyncio.get_running_loop().create_future()
        self._asked.append((asked, answer))
        if not self._answering or self._answering.done():
            self._answering = asyncio.create_task(self._answer_all())
        return await answer

    async def _answer_all(self) -> None:
        while self._asked:
            now, self._asked = self._asked[:MAX_BATCH], self._asked[MAX_BATCH:]
            asking = self._answer([asked for asked, _ in now])
            answers: Any
            [answers] = await asyncio.gather(asking, return_exceptions=True)
            if isinstance(answers, BaseException):
                answers = [answers] * len(now)
            for (_, future), answer in zip(now, answers, strict=True):
                if future.done():  # the tab went away meanwhile
                    continue
                if isinstance(answer, BaseException):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)


_Stored = import_module(settings.SESSION_ENGINE).SessionStore


class _Session(_Stored):  # type: ignore[misc, valid-type]
    """Only read: a socket cannot tell the browser of a new key."""

    key_salt = _Stored().key_salt  # it comes from the name of the class

    def cycle_key(self) -> None: ...
    def flush(self) -> None: ...


def _all_who(cookies: list[str]) -> list[TabOwner]:
    return [_who(parse_cookie(cookie).get(settings.SESSION_COOKIE_NAME)) for cookie in cookies]


def _who(session_key: str | None) -> TabOwner:
    """As a page would know them."""
    request = HttpRequest()
    request.session = _Session(session_key)
    return TabOwner(get_user(request), request.session.session_key or "")


def _refusals(asked: list[tuple[Any, str]]) -> list[str]:
    closed = _closed_to_visitors({line for _, line in asked})
    answers = []
    for tab, line in asked:
        with translation.override(tab.language):
            answers.append(live.refuse_subscription(tab.member, line) if line in closed else "")
    return answers


def _closed_to_visitors(lines: Iterable[str]) -> set[str]:
    return {line for line in lines if live.refuse_subscription(AnonymousUser(), line)}


def _news(asked: list[tuple[str, str, int]]) -> list[tuple[int, dict[str, Any] | None]]:
    marks = _marks({line for line, _, _ in asked})
    found = {one: _missed(*one, marks.get(one[0], 0)) for one in set(asked)}
    return [(marks.get(one[0], 0), found[one]) for one in asked]


def _missed(line: str, language: str, since: int, mark: int) -> dict[str, Any] | None:
    """What any visitor may know of `line` after the mark `since`, if it is little."""
    if not 0 < since < mark <= since + MAX_CHANGES:  # each change took a mark
        return None
    lines, key = live.parse_stream_name(line)
    with translation.override(language):
        try:
            return lines.changes(key, AnonymousUser(), since=since, first=1, last=2**31 - 1)
        except Http404:
            return None


def _marks(lines: Iterable[str]) -> dict[str, int]:
    """The latest mark of each line, in one query for each kind."""
    found: dict[str, int] = {}
    for kind, slice_lines in live.stream_kinds().items():
        keys = [int(line.partition(":")[2]) for line in lines if line.startswith(f"{kind}:")]
        if keys:
            found.update(
                {f"{kind}:{key}": mark for key, mark in slice_lines.last_marks(keys).items()}
            )
    return found


tab_owner = BatchedCall(_all_who)  # (the Cookie header) -> Who
subscription_refusal = BatchedCall(
    _refusals
)  # (tab, line) -> why it may not listen, in its language; "" when it may
catch_up = BatchedCall(
    _news
)  # (line, language, the mark a tab has) -> (the line's mark, the catch-up answer or None)


@in_database_thread
def subscription_refusals(asked: list[tuple[Any, str]]) -> list[str]:
    """Why each tab may not listen on the line beside it; "" when it may."""
    return _refusals(asked)


@in_database_thread
def streams_closed_to_visitors(lines: list[str]) -> set[str]:
    """The lines that not everybody may hear; only of these are the listeners asked one by one."""
    return _closed_to_visitors(lines)


@in_database_thread
def last_marks(lines: list[str]) -> dict[str, int]:
    return _marks(lines)


@in_database_thread
def may_type(member: Any, line: str) -> bool:
    return live.may_type(member, line)


@in_database_thread
def reload_members(ids: set[int]) -> dict[int, Member]:
    """Who is behind the open tabs, as they are now; that they were here is noted."""
    members = Member.objects.in_bulk(ids) if ids else {}
    last_seen.update_last_seen(members.values())
    return members
