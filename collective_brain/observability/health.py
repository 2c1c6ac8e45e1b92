"""/healthz: the process answers. /readyz: what it stands on answers too."""

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

WORKER_SEEN_WITHIN = timedelta(seconds=60)
LAYER_ANSWERS_WITHIN = 2  # seconds


@require_safe
@never_cache
def process(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when everything answers; else 503, with a sentence for each part that does not."""
    failing = {name: why for name, ask in CHECKS.items() if (why := ask())}
    return JsonResponse({"ready": not failing, "failing": failing}, status=503 if failing else 200)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM django_migrations LIMIT 1"
            )  # SQLite reads no file for a bare 1
    except DatabaseError as error:
        return f"The database does not answer: {type(error).__name__}."
    return ""


def _channel_layer() -> str:
    try:
        arrived = async_to_sync(_there_and_back)()
    except (OSError, RedisError, TimeoutError) as error:
        return f"The channel layer does not answer: {type(error).__name__}."
    return "" if arrived else "The channel layer lost a message."


async def _there_and_back() -> bool:
    """Whether a message sent to a channel of our own arrives."""
    async with asyncio.timeout(LAYER_ANSWERS_WITHIN):
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.send(channel, {"type": "ready"})
        return bool((await layer.receive(channel))["type"] == "ready")


def _worker() -> str:
    try:
        seen = event_log.last_heartbeat()
    except DatabaseError as error:
        return f"The worker's sign of life cannot be read: {type(error).__name__}."
    if seen is None:
        return "The worker has not been seen yet."
    if timezone.now() - seen > WORKER_SEEN_WITHIN:
        return f"The worker was last seen at {seen.isoformat(timespec='seconds')}."
    return ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "channel_layer": _channel_layer,
    "worker": _worker,
}
