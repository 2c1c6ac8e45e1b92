"""When digests are due: at 7 in the morning of each member, every day or on their weekday."""

from datetime import date, datetime, timedelta, tzinfo

from accounts.mornings import morning_of as morning_of
from accounts.mornings import zone_of as zone_of

DAY = timedelta(days=1)


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
