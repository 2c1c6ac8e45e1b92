"""/healthz: the process answers. /readyz: so do the database, the channel layer and a worker."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from collective_brain import event_log

MAX_HEARTBEAT_AGE = timedelta(seconds=60)
CHANNEL_LAYER_TIMEOUT = 2  # seconds


@require_safe
@never_cache
def liveness(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readiness(request: HttpRequest) -> HttpResponse:
    """Answer 200, or 503 with a sentence for each part that fails."""
    failures = {}
    for name, check in CHECKS.items():
        if failure := check():
            failures[name] = failure
    return JsonResponse(
        {"ready": not failures, "failing": failures}, status=503 if failures else 200
    )


def _check_database() -> str:
    try:
        with connection.cursor() as cursor:
            # SQLite reads no file for a query without a table.
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except DatabaseError as error:
        return f"The database does not answer: {type(error).__name__}."
    return ""


def _check_channel_layer() -> str:
    try:
        arrived = async_to_sync(_round_trip)()
    except (OSError, RedisError, TimeoutError) as error:
        return f"The channel layer does not answer: {type(error).__name__}."
    return "" if arrived else "The channel layer lost a message."


async def _round_trip() -> bool:
    """Send a message to a new channel, and return whether it arrives."""
    async with asyncio.timeout(CHANNEL_LAYER_TIMEOUT):
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.send(channel, {"type": "ready"})
        message = await layer.receive(channel)
    return bool(message["type"] == "ready")


def _check_worker() -> str:
    try:
        heartbeat = event_log.last_heartbeat()
    except DatabaseError as error:
        return f"The worker's heartbeat cannot be read: {type(error).__name__}."
    if heartbeat is None:
        return "No worker has sent a heartbeat."
    if timezone.now() - heartbeat > MAX_HEARTBEAT_AGE:
        return f"The last heartbeat of a worker was at {heartbeat.isoformat(timespec='seconds')}."
    return ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": _check_database,
    "channel_layer": _check_channel_layer,
    "worker": _check_worker,
}
