"""Public counts of reports, decisions and appeals, month by month. Never a name.

A count of one or two is shown as "1–2", so that nobody can find out who a decision was about.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from forum.moderation.models import Appeal, Statement, StatementKind
from forum.moderation.models import Outcome as AppealOutcome
from forum.reports.models import Report

MONTHS = 12
FEW = 3  # smaller counts are not shown
MEASURED = 5_000  # the newest decisions, for the median
COUNTED_EVERY = 3600  # seconds
ROWS: list[tuple[str, Any]] = [
    ("reports", _("Reports from members")),
    ("decided", _("Reports decided")),
    *(
        (f"decision.{kind.value}", label)
        for kind, label in (
            (StatementKind.POST, pgettext_lazy("how often", "Posts hidden")),
            (StatementKind.MESSAGE, pgettext_lazy("how often", "Messages hidden")),
            (StatementKind.NOTE, pgettext_lazy("how often", "Private notes hidden")),
            (StatementKind.TOPIC, pgettext_lazy("how often", "Topics hidden")),
            (StatementKind.EDITED, pgettext_lazy("how often", "Posts edited by a facilitator")),
            (StatementKind.VERSION, pgettext_lazy("how often", "Earlier versions hidden")),
            (StatementKind.WARNED, pgettext_lazy("how often", "Authors warned")),
            (StatementKind.SILENCED, pgettext_lazy("how often", "Members silenced")),
            (StatementKind.SUSPENDED, pgettext_lazy("how often", "Members suspended")),
            (StatementKind.COMMUNITY, pgettext_lazy("how often", "Communities not confirmed")),
            (StatementKind.PICTURE, pgettext_lazy("how often", "Profile pictures removed")),
        )
    ),
    ("automatic", _("Decisions that a program took")),
    ("appeals", _("Appeals")),
    ("appeal.upheld", _("Appeals after which the decision stands")),
    ("appeal.changed", _("Appeals after which it was undone")),
    ("hours.reports", _("Median hours until a report is decided")),
    ("hours.appeals", _("Median hours until an appeal is decided")),
]


def table() -> dict[str, Any]:
    """months: the first days of the months, the newest first. rows: (name, label, texts)."""
    return cache.get_or_set(f"transparency.{get_language()}", _count, COUNTED_EVERY)  # type: ignore[return-value]


def months_with_counts() -> list[tuple[datetime, list[tuple[str, str]]]]:
    """The months in which anything happened, the newest first; each with its labels and texts.

    A phone shows a list for each month. A table of twelve months is wider than its screen.
    """
    counted = table()
    months = []
    for index, month in enumerate(counted["months"]):
        texts = [
            (label, row[index]) for name, label, row in counted["rows"] if row[index] != _none(name)
        ]
        if texts:
            months.append((month, texts))
    return months


def _count() -> dict[str, Any]:
    months = _last_months()
    since = months[-1]
    counts: dict[str, dict[datetime, str]] = defaultdict(dict)
    reports = Report.objects.filter(created_at__gte=since)
    statements = Statement.objects.filter(created_at__gte=since)
    appeals = Appeal.objects.filter(created_at__gte=since)
    _add(counts, "reports", _by_month(reports, "created_at"))
    decided = Report.objects.filter(handled_at__gte=since)
    _add(counts, "decided", _by_month(decided, "handled_at"))
    for kind in StatementKind.values:
        _add(counts, f"decision.{kind}", _by_month(statements.filter(kind=kind), "created_at"))
    automatic = statements.filter(act__is_automatic=True)
    _add(counts, "automatic", _by_month(automatic, "created_at"))
    _add(counts, "appeals", _by_month(appeals, "created_at"))
    for outcome in AppealOutcome.values:
        of_outcome = Appeal.objects.filter(outcome=outcome, decided_at__gte=since)
        _add(counts, f"appeal.{outcome}", _by_month(of_outcome, "decided_at"))
    decided_appeals = Appeal.objects.filter(decided_at__gte=since)
    counts["hours.reports"] = _median_hours(decided.values_list("created_at", "handled_at"))
    counts["hours.appeals"] = _median_hours(decided_appeals.values_list("created_at", "decided_at"))
    rows = [
        (name, str(label), [counts[name].get(month, _none(name)) for month in months])
        for name, label in ROWS
    ]
    return {"months": months, "rows": rows}


def _last_months() -> list[datetime]:
    month = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = [month]
    while len(months) < MONTHS:
        month = (month - timedelta(days=1)).replace(day=1)
        months.append(month)
    return months


def _none(name: str) -> str:
    return "–" if name.startswith("hours.") else "0"


def _by_month(rows: Any, field: str) -> Iterable[tuple[datetime, int]]:
    month = TruncMonth(field, tzinfo=timezone.get_default_timezone())
    counted = rows.order_by().annotate(month=month).values("month").annotate(n=Count("pk"))
    return counted.values_list("month", "n")


def _add(
    counts: dict[str, dict[datetime, str]], name: str, by_month: Iterable[tuple[datetime, int]]
) -> None:
    counts[name] = {month: str(n) if n >= FEW else "1–2" for month, n in by_month}


def _median_hours(moments: Any) -> dict[datetime, str]:
    hours: dict[datetime, list[float]] = defaultdict(list)
    for begin, end in moments.order_by("-pk")[:MEASURED]:
        month = end.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        hours[month].append((end - begin).total_seconds() / 3600)
    return {month: str(round(median(found))) for month, found in hours.items() if len(found) >= FEW}
