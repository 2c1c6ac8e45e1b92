"""The lines between the days of a room, in the time zone of the reader.

They are not part of the cached messages, which readers in all zones share. day_lines.js writes
them for messages that arrive later.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from django.template.loader import render_to_string


def day_lines(times: Sequence[tuple[int, datetime]], zone: tzinfo) -> dict[int, str]:
    """The HTML of the line above each message that begins a day, by its number.

    times: the numbers and times of messages, in order.
    """
    line_by_number: dict[int, str] = {}
    last_day = None
    for number, at in times:
        day = at.astimezone(zone).date()
        if day != last_day:
            line_by_number[number] = render_to_string("chat/_day_line.html", {"day": day})
        last_day = day
    return line_by_number
