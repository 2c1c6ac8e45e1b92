"""Times as people say them: "5 min ago", for a week; then the date."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

MINUTE, HOUR, DAY = 60, 3600, 86_400  # seconds
DAYS = 7  # after which the date is shown


def relative_time(moment: datetime, now: datetime) -> str:
    """How long ago `moment` was, or its date in the active time zone."""
    seconds = int((now - moment).total_seconds())
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        return _("%(number)d min ago") % {"number": seconds // MINUTE}
    if seconds < DAY:
        return _("%(number)d h ago") % {"number": seconds // HOUR}
    if seconds < DAYS * DAY:
        days = seconds // DAY
        return ngettext("%(number)d day ago", "%(number)d days ago", days) % {"number": days}
    # Translators: a date without a time, in the letters of Django's date filter.
    return date_format(timezone.localtime(moment), pgettext("format of a date", "j M Y"))
