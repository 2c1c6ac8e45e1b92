"""The time zone of a reader.

A script shows the times of a page in the zone of the browser, and stores the name of this zone in a
cookie. Members without scripts get the zone of their account, and visitors get UTC.
"""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache

from django.http import HttpRequest

COOKIE = "time_zone"  # page.js sets it
# Days outside of this range overflow in some zones. No text is that old or that new.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9998, 1, 1)


def reader_time_zone(request: HttpRequest) -> tzinfo:
    """The zone in which the reader sees times: the days of a filter are days in this zone."""
    return _zone(request.COOKIES.get(COOKIE, "")) or _account_zone(request) or UTC


def page_time_zone(request: HttpRequest) -> tzinfo:
    """The zone in which the server writes times.

    UTC where a script changes them, so that readers in many zones share cached HTML.
    """
    if COOKIE in request.COOKIES:
        return UTC
    return _account_zone(request) or UTC


def start_of_day(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(min(max(day, FIRST_DAY), LAST_DAY), time.min, zone)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The start of the next day: a day is 23 or 25 hours long when the clocks change."""
    return start_of_day(min(day, LAST_DAY) + timedelta(days=1), zone)


def browser_time_zone_name(request: HttpRequest) -> str:
    """The name of the browser's zone, such as "Africa/Nairobi"; "" if it is not known."""
    name = request.COOKIES.get(COOKIE, "")
    return name if _zone(name) else ""


def _account_zone(request: HttpRequest) -> tzinfo | None:
    return _zone(getattr(request.user, "time_zone", ""))


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _zone(name: str) -> tzinfo | None:
    """None for a name that is not in the database of zones."""
    return zoneinfo.ZoneInfo(name) if name in _zone_names() else None
