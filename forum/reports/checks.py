"""The checks of reports and assignments."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Member
from collective_brain.doctor import Problem, RowCheck, one_by_one, problem_of_each
from forum.reports import actions
from forum.reports.assignments import Assignment
from forum.reports.models import Report
from forum.reports.outcomes import Outcome
from forum.reports.targets import FIELDS


def find_open_about_removed(reports: "QuerySet[Report]") -> Iterator[Problem]:
    """Open reports of what nobody can read: there is nothing left to decide."""
    is_removed = Q(member__closed_at__isnull=False)
    for target in ("post", "message", "private_note"):
        for column in ("deleted_at", "hidden_by"):
            is_removed |= Q(**{f"{target}__{column}__isnull": False})
    return problem_of_each(
        reports.filter(is_removed, handled_at=None),
        "Report {pk} is open, but its text was deleted or hidden, or its account was closed",
    )


def _close(pk: int) -> None:
    reported = Report.objects.with_targets().get(pk=pk).reported
    reports = Report.objects.about(reported)
    if isinstance(reported, Member):
        if reported.closed_at:
            actions.close(reports, by_id=reported.pk, outcome=Outcome.DELETED)
    elif reported.deleted_at or reported.hidden_by_id:
        outcome = Outcome.DELETED if reported.deleted_at else Outcome.HIDDEN
        by_id = reported.hidden_by_id or reported.author_id
        actions.close(reports, by_id=by_id, outcome=outcome)


def find_idle_assignments(assignments: "QuerySet[Assignment]") -> Iterator[Problem]:
    """Assignments of a case that was closed by a change elsewhere."""
    is_idle = assignments
    for field in FIELDS:
        is_idle = is_idle.exclude(Exists(Report.objects.open().filter(**{field: OuterRef(field)})))
    return problem_of_each(is_idle, "Assignment {pk} is about a case that is not open")


def _delete_assignment(pk: int) -> None:
    Assignment.objects.filter(pk=pk).delete()


CHECKS = [
    RowCheck(
        "open-reports",
        rows=Report.objects.all,
        find=find_open_about_removed,
        repair=one_by_one(_close),
        repair_sentence="closes the report",
        is_eventual=True,
    ),
    RowCheck(
        "assignments",
        rows=Assignment.objects.all,
        find=find_idle_assignments,
        repair=one_by_one(_delete_assignment),
        repair_sentence="deletes the assignment",
        is_eventual=True,
    ),
]
