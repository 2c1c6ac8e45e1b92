"""Count the errors of each day (UTC) for the administrators' start page; logs say what they are."""

from typing import Any

from django.core.cache import cache
from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.utils import timezone

KEPT_SECONDS = 2 * 24 * 3600


@receiver(got_request_exception)
def count_error(**_: Any) -> None:
    """Without Redis, each process counts its own requests, and there is only one process."""
    key = _key_of_today()
    cache.add(key, 0, KEPT_SECONDS)
    try:
        cache.incr(key)
    except ValueError:  # the cache does not answer, or has just lost the key
        return


def errors_today() -> int:
    return int(cache.get(_key_of_today()) or 0)


def _key_of_today() -> str:
    return f"errors:{timezone.now().date()}"
