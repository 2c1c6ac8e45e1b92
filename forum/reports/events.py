"""What happens to reports. topics/events.py and chat/events.py have the events of a new report.

Rows of the event log store the names of these classes, so the names stay.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReportsHandled:
    """Somebody decided about all reports of one post or message.

    report_ids: the keys of the reports. by: the key of the member who decided, or who edited, hid
    or deleted the post elsewhere.
    """

    report_ids: tuple[int, ...]
    by: int


@dataclass(frozen=True)
class ReportsReopened:
    """An author restored a deleted text, so its reports wait for a decision again."""

    report_ids: tuple[int, ...]
    by: int
