"""The check of reports."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from collective_brain.doctor import Problem, RowCheck, one_by_one, problem_of_each
from forum.reports import actions
from forum.reports.models import Outcome, Report


def find_open_about_removed(reports: "QuerySet[Report]") -> Iterator[Problem]:
    """Open reports of a text that nobody can read: there is nothing left to decide."""
    is_removed = Q(pk=None)
    for target in ("post", "message"):
        for column in ("deleted_at", "hidden_at"):
            is_removed |= Q(**{f"{target}__{column}__isnull": False})
    return problem_of_each(
        reports.filter(is_removed, handled_at=None),
        "Report {pk} is open, but its text was deleted or hidden",
    )


def _close(pk: int) -> None:
    contribution = Report.objects.with_targets().get(pk=pk).contribution
    if contribution.is_removed:
        outcome = Outcome.DELETED if contribution.deleted_at else Outcome.HIDDEN
        by_id = contribution.hidden_by_id or contribution.author_id
        actions.close(Report.objects.about(contribution), by_id=by_id, outcome=outcome)


CHECKS = [
    RowCheck(
        "open-reports",
        rows=Report.objects.all,
        find=find_open_about_removed,
        repair=one_by_one(_close),
        repair_sentence="closes the report",
        is_eventual=True,
    )
]
