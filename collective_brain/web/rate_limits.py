"""Rate limits: how often somebody may do something in a moving window.

settings.LIMITS holds the rates. The counts are in this process, or in Redis if the site runs
several processes.
"""

import ipaddress
import math
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from collective_brain.web.moving_windows import MemoryWindows, RedisWindows, Windows, parse_rate

UNKNOWN_ADDRESS = "::"  # stands for an address that a proxy did not send


# What the member or the address did too often, as the message says it.
REASONS = {
    "request": _("You sent too much in a short time."),
    "visitor_request": _("Too much was sent from this network in a short time."),
    "sign_up": _("Too many accounts were created from this network."),
    "sign_up_mail": _("The link was sent several times. Mail can take some minutes."),
    "sign_in": _("There were too many wrong passwords for this account."),
    "sign_in_address": _("There were too many wrong passwords from this network."),
    "code": _("There were too many wrong codes."),
    "post": _("You sent too many posts in a short time."),
    "message": _("You sent too many messages in a short time."),
    "edit": _("You changed too many texts in a short time."),
    "report": _("You reported too many texts in a short time."),
    "bookmark": _("You saved too many bookmarks in a short time."),
    "reaction": _("You reacted too often in a short time."),
    "enquiry": _("You sent too many messages to facilitators in a short time."),
    "profile": _("You changed your profile too often in a short time."),
    "search": _("There were too many searches in a short time."),
}
OTHER_REASON = _("Too many requests in a short time.")


class Wait(int):
    """Seconds until something is allowed again; 0 if it is allowed now. limit: its name."""

    limit: str

    def __new__(cls, seconds: int, limit: str) -> "Wait":
        wait = super().__new__(cls, seconds)
        wait.limit = limit
        return wait


def count_use(name: str, key: object) -> Wait:
    """Count one use of the limit `name` by `key`, such as the id of a member or an address.

    A refused use is not counted.
    """
    return _seconds_to_wait(name, key, count=True)


def seconds_to_wait(name: str, key: object) -> Wait:
    """The wait until `key` may use the limit `name` again. Counts nothing."""
    return _seconds_to_wait(name, key, count=False)


def clear_count(name: str, key: object) -> None:
    """Set the count of `key` to zero after it has succeeded, such as after a right password."""
    _windows().clear(f"{name}:{key}")


def wait_message(wait: int) -> str:
    """The sentence for a person who is over a limit: what happened, and how long to wait."""
    reason = REASONS.get(getattr(wait, "limit", ""), OTHER_REASON)
    return f"{reason} {time_to_wait(wait)}"


def time_to_wait(seconds: int) -> str:
    """The sentence that says how long to wait."""
    if seconds < 60:
        text = ngettext(
            "Wait %(wait)d second, then try again.",
            "Wait %(wait)d seconds, then try again.",
            seconds,
        )
        return text % {"wait": seconds}
    minutes = math.ceil(seconds / 60)
    if minutes <= 90:
        text = ngettext(
            "Wait %(wait)d minute, then try again.",
            "Wait %(wait)d minutes, then try again.",
            minutes,
        )
        return text % {"wait": minutes}
    hours = math.ceil(seconds / 3600)
    text = ngettext(
        "Wait %(wait)d hour, then try again.", "Wait %(wait)d hours, then try again.", hours
    )
    return text % {"wait": hours}


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


def _seconds_to_wait(name: str, key: object, *, count: bool) -> Wait:
    rates = [parse_rate(rate) for rate in settings.LIMITS[name]]
    wait = _windows().seconds_to_wait(f"{name}:{key}", rates, count=count)
    return Wait(max(1, math.ceil(wait)) if wait > 0 else 0, name)
