"""/healthz: the process answers. /readyz: all that it needs does, and the disk has room."""

import asyncio
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any, TypeVar

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from collective_brain import event_log
from collective_brain.event_log.models import Event
from collective_brain.outgoing_mail.models import OutgoingEmail

MIN_FREE_BYTES = 1_000_000
MAX_HEARTBEAT_AGE = timedelta(seconds=60)
ANSWERS_WITHIN = 1.0  # seconds for all checks, which run at the same time
OK = b"ok"
CheckedT = TypeVar("CheckedT")


async def application(scope: dict[str, Any], send: Any) -> None:
    """Answer over ASGI, without a thread for pages: all of them may wait for the database."""
    if scope["path"] == "/healthz":
        await _send(send, HttpResponse(OK, content_type="text/plain"))
    else:
        await _send(send, await asyncio.to_thread(_readiness))


async def _send(send: Any, response: HttpResponse) -> None:
    headers = {**response.headers, "Cache-Control": "no-store"}
    headers["Content-Length"] = str(len(response.content))
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    start = {"type": "http.response.start", "status": response.status_code, "headers": encoded}
    await send(start)
    await send({"type": "http.response.body", "body": response.content})


@require_safe
@never_cache
def liveness(request: HttpRequest) -> HttpResponse:
    return HttpResponse(OK, content_type="text/plain")


@require_safe
@never_cache
def readiness(request: HttpRequest) -> HttpResponse:
    return _readiness()


def _readiness() -> HttpResponse:
    """200, or 503 with a sentence for each part that fails."""
    failures = _failures()
    answer = {"ready": not failures, "failing": failures}
    if not failures:
        with ThreadPoolExecutor(1, thread_name_prefix="readiness") as pool:
            answer |= pool.submit(_run_check, _given_up).result()
    return JsonResponse(answer, status=503 if failures else 200)


def _failures() -> dict[str, str]:
    pool = ThreadPoolExecutor(len(CHECKS), thread_name_prefix="readiness")
    running = {name: pool.submit(_run_check, check) for name, check in CHECKS.items()}
    wait(running.values(), ANSWERS_WITHIN)
    pool.shutdown(wait=False)
    sentences = {
        name: check.result() if check.done() else f"No answer within {ANSWERS_WITHIN} s."
        for name, check in running.items()
    }
    return {name: sentence for name, sentence in sentences.items() if sentence}


def _run_check(check: Callable[[], CheckedT]) -> CheckedT:
    try:
        return check()
    finally:
        connections.close_all()


def _given_up() -> dict[str, int]:
    """How many events and mails were given up. The site is ready all the same."""
    try:
        return {
            "events_given_up": Event.objects.given_up().count(),
            "mails_given_up": OutgoingEmail.objects.given_up().count(),
        }
    except DatabaseError:  # its own check says so
        return {}


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
    async with asyncio.timeout(ANSWERS_WITHIN):
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


def _check_disk() -> str:
    free = shutil.disk_usage(settings.VAR).free
    if free < MIN_FREE_BYTES:
        return f"The disk of {settings.VAR} is full: {free:,} bytes are free."
    return ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": _check_database,
    "channel_layer": _check_channel_layer,
    "worker": _check_worker,
    "disk": _check_disk,
}
