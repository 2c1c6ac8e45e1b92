"""How often: the rates of settings.LIMITS, counted in a moving window.

Counted in this process, or in Redis when there are several (decision 7).
"""

import ipaddress
import logging
import math
import threading
import time
from functools import cache
from typing import cast

from django.conf import settings
from django.core.cache import cache as shared
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from limits import RateLimitItem, parse
from limits.storage import Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

UNKNOWN = "::"  # in the place of an address that a proxy did not tell
ASKED, PAID = 1, 2  # a token's state: its first use is being counted, was counted
_lock = (
    threading.Lock()
)  # the storage in memory loses its own lock now and then; see its __expire_events


def spend(name: str, key: object, token: str = "") -> int:
    """Count one use of limit `name` by `key` (a member's id, an address).

    Returns the seconds to wait, 0 when it is allowed; what is refused is not counted.
    token: a form's nonce; within the window the same token is counted once.
    Nothing is counted while Redis does not answer: people may write, without limits.
    """
    try:
        return _spend(name, key, token)
    except RedisError:
        logger.exception("limit %s is not counted", name)
        return 0


def _spend(name: str, key: object, token: str) -> int:
    rates, seen = _rates(name), f"limit:{name}:{key}:{token}"
    with _lock:
        if token and shared.get(seen) == PAID:
            return 0
        first = not token or shared.add(seen, ASKED, max(rate.get_expiry() for rate in rates))
        seconds = _wait(rates, name, key)
        if first and not seconds:
            taken = [_window().hit(rate, name, str(key)) for rate in rates]
            seconds = 0 if all(taken) else 1  # another process took the last place meanwhile
        if first and token:
            shared.delete(seen) if seconds else shared.set(
                seen, PAID, max(r.get_expiry() for r in rates)
            )
        return seconds


def wait(name: str, key: object) -> int:
    """The seconds that `key` has to wait under limit `name`, 0 when it need not; counts nothing."""
    try:
        return _wait(_rates(name), name, key)
    except RedisError:
        return 0


def forget(name: str, key: object) -> None:
    """Begin to count anew: what `key` tried has succeeded."""
    try:
        with _lock:
            for rate in _rates(name):
                _window().clear(rate, name, str(key))
    except RedisError:
        logger.exception("limit %s is not forgotten", name)


def sentence(seconds: int) -> str:
    """What a person over a limit is told."""
    text = ngettext(
        "That was a little too fast. Wait %(wait)d second, then try again.",
        "That was a little too fast. Wait %(wait)d seconds, then try again.",
        seconds,
    )
    if seconds >= 120:
        text = gettext(
            "That was a little too fast. Wait %(wait)d seconds (%(minutes)d minutes), then try again."
        )
    return text % {"wait": seconds, "minutes": math.ceil(seconds / 60)}


def client_address(request: HttpRequest) -> str:
    """The visitor's address; X-Forwarded-For is believed as far as settings.TRUSTED_PROXIES reach.

    Of an IPv6 address only its /64: one household has that many.
    """
    address = request.META.get("REMOTE_ADDR", "")
    hops = [
        hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()
    ]
    if settings.TRUSTED_PROXIES and hops:
        address = hops[-min(settings.TRUSTED_PROXIES, len(hops))]
    return _network(address)


def reset() -> None:
    """Forget every count; for tests."""
    _window().storage.reset()


def _network(address: str) -> str:
    host = (
        address.rsplit(":", 1)[0] if address.count(":") == 1 or "]:" in address else address
    )  # a port
    try:
        ip = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return "unknown"
    if ip.version == 4:
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False).network_address)


def _rates(name: str) -> list[RateLimitItem]:
    return [_rate(rate) for rate in settings.LIMITS[name]]


_rate = cache(parse)


@cache
def _window() -> MovingWindowRateLimiter:
    options = {"socket_timeout": settings.REDIS_ANSWERS_WITHIN} if settings.REDIS_URL else {}
    storage = storage_from_string(settings.REDIS_URL or "memory://", **options)
    return MovingWindowRateLimiter(cast(Storage, storage))


def _wait(rates: list[RateLimitItem], name: str, key: object) -> int:
    stats = [_window().get_window_stats(rate, name, str(key)) for rate in rates]
    full = [left.reset_time - time.time() for left in stats if left.remaining < 1]
    return max(1, math.ceil(max(full))) if full else 0
