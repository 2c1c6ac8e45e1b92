"""Times as people say them: "5 min ago", for a week; then the date."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

MINUTE, HOUR, DAY = 60, 3600, 86_400  # seconds
WEEK = 7 * DAY  # after which the date is shown


def age_unit(moment: datetime, now: datetime) -> tuple[int, int]:
    """(unit in seconds, how many of it) that relative_time() names, in no language.

    (0, 0): "just now"; (WEEK, 0): the date.
    """
    seconds = int((now - moment).total_seconds())
    if seconds < MINUTE:
        return 0, 0
    if seconds >= WEEK:
        return WEEK, 0
    unit = MINUTE if seconds < HOUR else HOUR if seconds < DAY else DAY
    return unit, seconds // unit


def words_of_ages() -> str:
    """What relative_time() says, for page.js: now, minutes, hours, 1 day … 6 days, apart by "|".

    Days are listed one by one, because languages have different forms for some of them.
    """
    timed = (_("%(number)d min ago"), _("%(number)d h ago"))
    days = [
        ngettext("%(number)d day ago", "%(number)d days ago", number) % {"number": number}
        for number in range(1, WEEK // DAY)
    ]
    return "|".join([_("just now"), *(text.replace("%(number)d", "{n}") for text in timed), *days])


def relative_time(moment: datetime, now: datetime) -> str:
    """How long ago `moment` was, or its date in the active time zone."""
    unit, number = age_unit(moment, now)
    if unit == 0:
        return _("just now")
    if unit == MINUTE:
        return _("%(number)d min ago") % {"number": number}
    if unit == HOUR:
        return _("%(number)d h ago") % {"number": number}
    if unit == DAY:
        return ngettext("%(number)d day ago", "%(number)d days ago", number) % {"number": number}
    # Translators: a date without a time, in the letters of Django's date filter.
    return date_format(timezone.localtime(moment), pgettext("a short date", "j M Y"))
