"""Read pages from the replica that REPLICA_URL names. Members still see their own words at once.

A view that only reads takes topics, posts, messages and search from the replica, unless its member
wrote anything in the last REPLICA_AFTER seconds, on any device. Everything else uses the primary:
members and their sessions, read positions, notifications, the admin, requests that write, every
transaction, catch-up (its frames came from the primary), sockets, and the worker.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, connections
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

from collective_brain.outages import Outage

REPLICA_APPS = {"themes", "topics", "chat", "search"}
PRIMARY_VIEWS = {"live:catch_up"}
RETRY_SECONDS = 10  # after a failure; only one page waits for a replica that is down
_use_replica: ContextVar[bool] = ContextVar("use_replica", default=False)
_outage = Outage("The replica", retry_after=RETRY_SECONDS)


class ReplicaRouter:
    def db_for_read(self, model: Any, **_: Any) -> str:
        is_replicated = model._meta.app_label in REPLICA_APPS
        if _use_replica.get() and is_replicated and not connection.in_atomic_block:
            return "replica"
        return "default"

    def db_for_write(self, model: Any, **_: Any) -> str:
        return "default"

    def allow_relation(self, *_: Any, **__: Any) -> bool:
        return True

    def allow_migrate(self, db: str, *_: Any, **__: Any) -> bool:
        return db == "default"


@contextmanager
def read_from_primary() -> Iterator[None]:
    """Read from the primary in this block, for instance to fill a cache under a fresh key."""
    token = _use_replica.set(False)
    try:
        yield
    finally:
        _use_replica.reset(token)


class ReplicaMiddleware:
    """Choose the database of each request.

    This is the innermost middleware, so that sign-in and session come from the primary.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_read(request):
            # Before the commit, because the process may end right after it.
            _remember_write(request)
        write_detector = WriteDetector()
        with read_from_primary(), connection.execute_wrapper(write_detector):
            response = self._respond(request)
        if write_detector.has_written:
            _remember_write(request)
        return response

    def _respond(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and _use_replica.get():
            # The replica may not have the object of a fresh link yet.
            request.needs_primary = True  # type: ignore[attr-defined]
            response = self.get_response(request)
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        _use_replica.set(_may_use_replica(request))


class WriteDetector:
    """Notice whether a request writes. Even a page view may: it moves the read position."""

    has_written = False

    def __call__(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        if not str(sql).lstrip("( \n").startswith("SELECT"):
            self.has_written = True
        return execute(sql, *rest)


def _is_read(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD")


def _may_use_replica(request: HttpRequest) -> bool:
    match = request.resolver_match
    if not _is_read(request) or hasattr(request, "needs_primary") or match is None:
        return False
    if match.view_name in PRIMARY_VIEWS or match.app_name == "admin":
        return False
    return not _wrote_recently(request) and _replica_answers()


def _wrote_recently(request: HttpRequest) -> bool:
    try:
        return bool(request.user.pk) and cache.has_key(_cache_key(request))
    except RedisError:  # the member may have written
        return True


def _remember_write(request: HttpRequest) -> None:
    if request.user.pk:
        cache.set(_cache_key(request), 1, settings.REPLICA_AFTER)


def _cache_key(request: HttpRequest) -> str:
    return f"wrote:{request.user.pk}"


def _replica_answers() -> bool:
    if not _outage.may_try():
        return False
    try:
        connections["replica"].ensure_connection()
    except DatabaseError as error:
        _outage.begin(error)
        return False
    _outage.end()
    return True
