"""Run a check over all rows, in slices, while people write.

A problem counts only if two looks see it. Between them, an eventual check waits for the worker, and
its second look must see the very same values: those that have changed since are being written now.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from collective_brain.doctor import Problem, RowCheck

SLICE = 500  # rows in one query
Report = Callable[[Problem, Exception | None], None]  # of one repair, and what it raised


def problems_of(check: RowCheck, wait_for_worker: Callable[[], None]) -> Iterator[Problem]:
    """The problems that `check` finds, in the order of the primary keys."""
    for rows in slices(check.rows()):
        yield from _confirmed(check, rows, wait_for_worker)


def slices(rows: "QuerySet[Any]") -> Iterator["QuerySet[Any]"]:
    """`rows` in slices of SLICE rows."""
    ordered = rows.order_by("pk")
    keys = list(ordered.values_list("pk", flat=True)[:SLICE])
    while keys:
        yield rows.filter(pk__gte=keys[0], pk__lte=keys[-1])
        if len(keys) < SLICE:
            return
        keys = list(ordered.filter(pk__gt=keys[-1]).values_list("pk", flat=True)[:SLICE])


def repair(
    check: RowCheck,
    problems: Sequence[Problem],
    report: Callable[[Problem, Exception | None], None],
) -> None:
    """Repair `problems`, and report each."""
    remaining = iter(problems)
    while batch := list(islice(remaining, check.batch)):
        try:
            check.repair([problem.key for problem in batch])
            error = None
        except Exception as raised:  # noqa: BLE001 (the other rows are repaired; it is reported)
            error = raised
        for problem in batch:
            report(problem, error)


def _confirmed(
    check: RowCheck, rows: "QuerySet[Any]", wait_for_worker: Callable[[], None]
) -> list[Problem]:
    first = list(check.find(rows))
    if not first:
        return []
    if check.is_eventual:
        wait_for_worker()
    keys = {problem.key for problem in first}
    second = list(check.find(check.rows().filter(pk__in=keys)))
    if check.is_eventual:
        return [problem for problem in second if problem in first]
    return second
