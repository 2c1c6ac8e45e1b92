"""What happens to reports. topics/events.py and chat/events.py have the events of a new report.

Rows of the event log store the names of these classes, so the names stay.
"""

from dataclasses import dataclass, field

from collective_brain.event_log import new_mark


@dataclass(frozen=True)
class ProfileReported:
    """A member reported the profile of another one to the administrators."""

    report_id: int
    by: int


@dataclass(frozen=True)
class AuthorWarned:
    """Somebody decided about a case by a warning. why: the author reads it."""

    report_id: int
    by: int
    why: str
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class HiddenByReports:
    """Several trusted members reported a text, which is hidden until somebody looks.

    report_id, by: the last of the reports and its reporter.
    """

    report_id: int
    by: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class CaseClaimed:
    """A facilitator says that they work on a case, so that nobody else does at the same time."""

    report_id: int
    by: int


@dataclass(frozen=True)
class CaseReleased:
    """The member who had claimed a case does not work on it any more."""

    report_id: int
    by: int


@dataclass(frozen=True)
class CaseHandedOn:
    """A facilitator asks another member to decide about a case.

    assignee_id: 0 for all administrators. The note is in the row of the assignment.
    """

    report_id: int
    by: int
    assignee_id: int
    mark: int = field(default_factory=new_mark)


@dataclass(frozen=True)
class ReportsHandled:
    """Somebody decided about all reports of one post, message or profile.

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
