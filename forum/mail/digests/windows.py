"""From when to when a digest reaches back.

It is worked out from the days of digests alone, so that a mail that is sent again is the same mail.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from accounts.models import Member
from forum.mail.digests.schedule import DAY, last_morning, morning_of, zone_of
from forum.mail.kinds import MailKind, When
from forum.mail.models import MailItem
from forum.mail.preferences import MailSettings

WEEK = timedelta(days=7)
LONGEST = timedelta(days=14)  # after a pause, or while no worker ran


class Windows(NamedTuple):
    """starts: of what comes daily, and of what comes weekly, if it comes in this digest."""

    until: datetime
    starts: dict[When, datetime]

    def contain(self, when: When, moment: datetime) -> bool:
        return when in self.starts and self.starts[when] < moment <= self.until

    @property
    def start(self) -> datetime:
        return min(self.starts.values())


def windows_of(member: Member, days: Iterable[int], choices: MailSettings) -> Windows:
    """days: of the rows that became one mail; more than one after an outage."""
    zone = zone_of(member.time_zone)
    first, last = min(days), date.fromordinal(max(days))
    before = _day_before(member.pk, first)
    starts = {When.DAILY: max(before, last - LONGEST)}
    weekly = last_morning(morning_of(last, zone), zone, choices.weekday)
    if weekly > before:
        starts[When.WEEKLY] = max(min(before, weekly - WEEK), weekly - LONGEST)
    moments = {when: morning_of(day, zone) for when, day in starts.items()}
    return Windows(morning_of(last, zone), moments)


def _day_before(member_id: int, day: int) -> date:
    """The day of the digest before this one. Without one, the day before."""
    earlier = MailItem.objects.filter(member=member_id, kind=MailKind.DIGEST, number__lt=day)
    number = earlier.order_by("-number").values_list("number", flat=True).first()
    return date.fromordinal(number) if number else date.fromordinal(day) - DAY
