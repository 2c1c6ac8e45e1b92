"""When digests are due: at 7 in the morning of each member, every day or on their weekday."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta, tzinfo

MORNING = time(7)
DAY = timedelta(days=1)


def zone_of(name: str) -> tzinfo:
    """The time zone with this name; UTC if this machine does not know it."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return UTC


def morning_of(day: date, zone: tzinfo) -> datetime:
    """7 o'clock on this day, in summer and in winter."""
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def next_morning(after: datetime, zone: tzinfo, weekday: int | None) -> datetime:
    """The first morning later than `after`. weekday: 0 is Monday, None is every day."""
    day = after.astimezone(zone).date()
    while morning_of(day, zone) <= after or weekday not in (None, day.weekday()):
        day += DAY
    return morning_of(day, zone)


def last_morning(until: datetime, zone: tzinfo, weekday: int | None) -> date:
    """The day of the last morning that is not later than `until`."""
    day = until.astimezone(zone).date()
    while morning_of(day, zone) > until or weekday not in (None, day.weekday()):
        day -= DAY
    return day
