"""Rate limits: how often somebody may do something in a moving window.

settings.LIMITS holds the rates. The counts are in this process, or in Redis if the site runs
several processes.
"""

import ipaddress
import math
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from collective_brain.web.moving_windows import MemoryWindows, RedisWindows, Windows, parse_rate

UNKNOWN_ADDRESS = "::"  # stands for an address that a proxy did not send


def count_use(name: str, key: object) -> int:
    """Count one use of the limit `name` by `key`, such as the id of a member or an address.

    Returns the seconds to wait, 0 if the use is allowed. A refused use is not counted.
    """
    return _seconds_to_wait(name, key, count=True)


def seconds_to_wait(name: str, key: object) -> int:
    """The seconds until `key` may use the limit `name` again, 0 if it may now. Counts nothing."""
    return _seconds_to_wait(name, key, count=False)


def clear_count(name: str, key: object) -> None:
    """Set the count of `key` to zero after it has succeeded, such as after a right password."""
    _windows().clear(f"{name}:{key}")


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
    _windows().clear_all()


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


@cache
def _windows() -> Windows:
    if settings.REDIS_URL:
        return RedisWindows(settings.REDIS_URL, settings.REDIS_TIMEOUT)
    return MemoryWindows()


def _seconds_to_wait(name: str, key: object, *, count: bool) -> int:
    rates = [parse_rate(rate) for rate in settings.LIMITS[name]]
    wait = _windows().seconds_to_wait(f"{name}:{key}", rates, count=count)
    return max(1, math.ceil(wait)) if wait > 0 else 0
