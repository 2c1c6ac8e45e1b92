"""The morning of a member: 7 o'clock in their time zone, in summer and in winter."""

import zoneinfo
from datetime import UTC, date, datetime, time, tzinfo

MORNING = time(7)


def zone_of(name: str) -> tzinfo:
    """The time zone with this name; UTC if this machine does not know it."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return UTC


def morning_of(day: date, zone: tzinfo) -> datetime:
    """7 o'clock on this day, in summer and in winter."""
    return datetime.combine(day, MORNING, zone).astimezone(UTC)
