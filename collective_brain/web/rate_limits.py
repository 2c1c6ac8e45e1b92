"""Rate limits: how often somebody may do something in a moving window.

settings.LIMITS holds the rates. The counts are in this process, or in Redis if the site runs
several processes.
"""

import ipaddress
import logging
import math
import threading
import time
from functools import cache
from typing import cast

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from limits import RateLimitItem, parse
from limits.storage import Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

UNKNOWN_ADDRESS = "::"  # stands for an address that a proxy did not send
COUNTING, COUNTED = 1, 2  # the states of a token in the cache
# The storage in memory sometimes loses its own lock; see its __expire_events.
_lock = threading.Lock()


def count_use(name: str, key: object, token: str = "") -> int:
    """Count one use of the limit `name` by `key`, such as the id of a member or an address.

    Returns the seconds to wait, 0 if the use is allowed. A refused use is not counted.
    token: the nonce of a form. The same token counts once in the window.
    If Redis does not answer, nothing is counted, so people may write without limits.
    """
    try:
        return _count_use(name, key, token)
    except RedisError:
        logger.exception("Cannot count a use of the rate limit %s", name)
        return 0


def _count_use(name: str, key: object, token: str) -> int:
    rates = _rates(name)
    longest_window = max((rate.get_expiry() for rate in rates), default=0)
    token_key = f"limit:{name}:{key}:{token}"
    with _lock:
        if token and shared_cache.get(token_key) == COUNTED:
            return 0
        is_first_use = not token or shared_cache.add(token_key, COUNTING, longest_window)
        seconds = _seconds_to_wait(rates, name, key)
        if is_first_use and not seconds:
            hits = [_limiter().hit(rate, name, str(key)) for rate in rates]
            seconds = 0 if all(hits) else 1  # another process used the last place first
        if is_first_use and token:
            if seconds:
                shared_cache.delete(token_key)
            else:
                shared_cache.set(token_key, COUNTED, longest_window)
        return seconds


def seconds_to_wait(name: str, key: object) -> int:
    """The seconds until `key` may use the limit `name` again, 0 if it may now. Counts nothing."""
    try:
        return _seconds_to_wait(_rates(name), name, key)
    except RedisError:
        return 0


def clear_count(name: str, key: object) -> None:
    """Set the count of `key` to zero after it has succeeded, such as after a right password."""
    try:
        with _lock:
            for rate in _rates(name):
                _limiter().clear(rate, name, str(key))
    except RedisError:
        logger.exception("Cannot clear the count of the rate limit %s", name)


def wait_message(seconds: int) -> str:
    """The sentence for a person who is over a limit."""
    text = ngettext(
        "That was a little too fast. Wait %(wait)d second, then try again.",
        "That was a little too fast. Wait %(wait)d seconds, then try again.",
        seconds,
    )
    if seconds >= 120:
        text = gettext(
            "That was a little too fast. "
            "Wait %(wait)d seconds (%(minutes)d minutes), then try again."
        )
    return text % {"wait": seconds, "minutes": math.ceil(seconds / 60)}


def client_address(request: HttpRequest) -> str:
    """The address of the visitor, for IPv6 only its /64, because one household has that many.

    settings.TRUSTED_PROXIES says how many entries of X-Forwarded-For the site trusts.
    """
    address = request.META.get("REMOTE_ADDR", "")
    forwarded_for = request.headers.get("X-Forwarded-For", "")
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and hops:
        address = hops[-min(settings.TRUSTED_PROXIES, len(hops))]
    return _network(address)


def clear_all_counts() -> None:
    """Set all counts to zero, for tests."""
    _limiter().storage.reset()


def _network(address: str) -> str:
    has_port = address.count(":") == 1 or "]:" in address
    host = address.rsplit(":", 1)[0] if has_port else address
    try:
        ip = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return "unknown"
    if ip.version == 4:
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False).network_address)


def _rates(name: str) -> list[RateLimitItem]:
    return [_parse_rate(rate) for rate in settings.LIMITS[name]]


_parse_rate = cache(parse)


@cache
def _limiter() -> MovingWindowRateLimiter:
    options = {"socket_timeout": settings.REDIS_TIMEOUT} if settings.REDIS_URL else {}
    storage = storage_from_string(settings.REDIS_URL or "memory://", **options)
    return MovingWindowRateLimiter(cast(Storage, storage))


def _seconds_to_wait(rates: list[RateLimitItem], name: str, key: object) -> int:
    windows = [_limiter().get_window_stats(rate, name, str(key)) for rate in rates]
    waits = [window.reset_time - time.time() for window in windows if window.remaining < 1]
    return max(1, math.ceil(max(waits))) if waits else 0
