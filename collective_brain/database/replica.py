"""Pages from a replica, with REPLICA_URL: what anybody may be told a moment late, and nobody their own words.

A view that only reads finds topics, posts, messages and search on the replica, unless its member wrote anything in
the last REPLICA_AFTER seconds, on whatever device. All else is the primary's: who one is, positions, inbox, admin,
whatever writes, every transaction, catching up (a frame came from the primary), sockets, and the worker.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, connections
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

REPLICA_APPS = {"themes", "topics", "chat", "search"}
PRIMARY_VIEWS = {"live:catch_up"}
RETRY_SECONDS = 10  # seconds; a replica that is away costs one page a wait
_use_replica: ContextVar[bool] = ContextVar("lagging", default=False)
_down_until = 0.0


class ReplicaRouter:
    def db_for_read(self, model: Any, **_: Any) -> str:
        late = (
            _use_replica.get()
            and model._meta.app_label in REPLICA_APPS
            and not connection.in_atomic_block
        )
        return "replica" if late else "default"

    def db_for_write(self, model: Any, **_: Any) -> str:
        return "default"

    def allow_relation(self, *_: Any, **__: Any) -> bool:
        return True

    def allow_migrate(self, db: str, *_: Any, **__: Any) -> bool:
        return db == "default"


@contextmanager
def read_from_primary() -> Iterator[None]:
    """What is kept under a key must not be older than the key."""
    before = _use_replica.set(False)
    try:
        yield
    finally:
        _use_replica.reset(before)


class ReplicaMiddleware:
    """The innermost middleware: who asks has been asked of the primary when it begins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        writes = WriteDetector()
        if not _is_read(request):
            _remember_write(request)  # before the commit: a process may end right after it
        with read_from_primary(), connection.execute_wrapper(writes):
            response = self.get_response(request)
            if (
                response.status_code == 404 and _use_replica.get()
            ):  # a link may be quicker than the replica
                request.asks_primary = True  # type: ignore[attr-defined]
                response = self.get_response(request)
        if writes.any:
            _remember_write(request)
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        _use_replica.set(_may_use_replica(request))


class WriteDetector:
    """Notices whether anything was written: a page moves its reader's position, too."""

    any = False

    def __call__(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        self.any = self.any or not str(sql).lstrip("( ").startswith("SELECT")
        return execute(sql, *rest)


def _is_read(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD")


def _may_use_replica(request: HttpRequest) -> bool:
    match = request.resolver_match
    if not _is_read(request) or hasattr(request, "asks_primary") or match is None:
        return False
    if match.view_name in PRIMARY_VIEWS or match.app_name == "admin":
        return False
    return not _wrote_recently(request) and _replica_answers()


def _wrote_recently(request: HttpRequest) -> bool:
    try:
        return bool(request.user.pk) and cache.has_key(_cache_key(request))
    except RedisError:  # nobody knows
        return True


def _remember_write(request: HttpRequest) -> None:
    if request.user.pk:
        cache.set(_cache_key(request), 1, settings.REPLICA_AFTER)


def _cache_key(request: HttpRequest) -> str:
    return f"wrote:{request.user.pk}"


def _replica_answers() -> bool:
    global _down_until
    if monotonic() < _down_until:
        return False
    try:
        connections["replica"].ensure_connection()
    except DatabaseError:
        logger.exception("the replica does not answer")
        _down_until = monotonic() + RETRY_SECONDS
        return False
    return True
