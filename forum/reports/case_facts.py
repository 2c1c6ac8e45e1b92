"""What helps to decide about a case: the author's history, and how often the reporters were right.

Counts only: a facilitator reads no report of another theme here.
"""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import Count

from accounts.administration.states import states
from accounts.models import Member
from accounts.permissions import may_administer
from forum.chat.models import Message
from forum.reports.assignments import Assignment
from forum.reports.models import Report
from forum.reports.outcomes import IS_UPHELD, Outcome
from forum.reports.targets import FIELDS, Target
from forum.themes.models import Theme
from forum.topics.models import Post

COUNTED = 1000  # texts of one author
EARLIER_SHOWN = 10  # decisions about the same text


class AuthorHistory(NamedTuple):
    member: Member
    posts: int
    messages: int
    decisions: list[tuple[str, int]]  # outcome in words, how many cases
    states: list[str]


def author_history(member: Member, *, case: Collection[Report]) -> AuthorHistory:
    """case: the reports of the page, which are no earlier ones."""
    others = Report.objects.about_author(member.pk).exclude(pk__in=[one.pk for one in case])
    decided = others.exclude(handled_at=None)
    counts = decided.values("outcome").annotate(cases=Count("handled_at", distinct=True))
    cases_by_outcome = dict(counts.order_by().values_list("outcome", "cases"))
    return AuthorHistory(
        member,
        Post.objects.filter(author=member)[:COUNTED].count(),
        Message.objects.filter(author=member)[:COUNTED].count(),
        [
            (str(outcome.label), cases_by_outcome[outcome])
            for outcome in Outcome
            if outcome in cases_by_outcome
        ],
        states(member),
    )


def attach_reporter_records(reports: Collection[Report]) -> None:
    """Set on each report how many other ones of its reporter were `decided` and `upheld`."""
    rows = Report.objects.filter(reporter__in=[report.reporter_id for report in reports])
    rows = rows.exclude(pk__in=[report.pk for report in reports])
    counts = rows.exclude(handled_at=None).values("reporter").order_by()
    counts = counts.annotate(decided=Count("pk"), upheld=Count("pk", filter=IS_UPHELD))
    by_reporter = {row["reporter"]: row for row in counts}
    for report in reports:
        row: Any = by_reporter.get(report.reporter_id, {"decided": 0, "upheld": 0})
        report.decided, report.upheld = row["decided"], row["upheld"]  # type: ignore[attr-defined]


def attach_assignments(reports: Iterable[Report]) -> None:
    """Set `assigned` on each open report of a list: who works on its case. One query."""
    rows = list(reports)
    keys = Report.objects.filter(pk__in=[report.pk for report in rows if not report.handled_at])
    stored = Assignment.objects.of_cases(keys).select_related("assignee", "by")
    by_target = {_target_key(assignment): assignment for assignment in stored}
    for report in rows:
        report.assigned = by_target.get(_target_key(report))  # type: ignore[attr-defined]


def earlier_decisions(report: Report) -> list[Report]:
    """One report of each other case about the same text or profile, the newest first."""
    handled = Report.objects.about(report.reported).exclude(handled_at=None)
    others = handled.exclude(handled_at=report.handled_at).one_per_case()
    return list(others.select_related("handled_by").order_by("-pk")[:EARLIER_SHOWN])


def colleagues(member: Any, target: Target) -> list[Member]:
    """Who can get a case from `member`: the facilitators of its theme, else administrators."""
    own_and_author = (member.pk, target.author.pk)
    if target.theme:
        return list(target.theme.open_facilitators().exclude(pk__in=own_and_author))
    return list(Member.objects.administrators().exclude(pk__in=own_and_author))


def themes_of(member: Any) -> Any:
    """The themes with reports that `member` may read."""
    if may_administer(member):
        return Theme.objects.visible_to(member)
    return Theme.objects.filter(pk__in=Theme.objects.facilitator_roles(member).values("theme"))


def neighbour_cases(member: Any, report: Report) -> tuple[Report | None, Report | None]:
    """The open cases before and after this one in the list of `member`."""
    cases = Report.objects.visible_to(member).open().one_per_case()
    newer = cases.filter(pk__gt=report.pk).order_by("pk").first()
    older = cases.filter(pk__lt=report.pk).order_by("-pk").first()
    return newer, older


def _target_key(row: Report | Assignment) -> tuple[Any, ...]:
    return tuple(getattr(row, f"{field}_id") for field in FIELDS)
