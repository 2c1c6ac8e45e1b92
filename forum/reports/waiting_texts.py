"""The texts that wait for publication, in the one queue of facilitators (decisions 86 and 93)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from forum.screening.models import AllWait, HeldPost, HeldPostQuerySet

SHOWN_ABOVE_REPORTS = 10
ROWS_PER_PAGE = 50
ALONE = ("waiting", "mail")  # filters that show no reports


class WaitingTexts(NamedTuple):
    """next_key: of the next page; more: whether there are more than those above the reports."""

    texts: list[HeldPost]
    next_key: str
    more: bool
    all_wait: AllWait | None


def waiting_texts(member: Any, filters: Mapping[str, Any], after: str) -> WaitingTexts:
    """Those about which `member` may decide, the oldest first.

    Raises ValueError for an invalid key `after`.
    """
    alone = filters.get("what") in ALONE
    rows = _filtered(HeldPost.objects.for_deciders(member).waiting(), filters)
    rows = rows.with_places().in_list_order(after if alone else "")
    most = ROWS_PER_PAGE if alone else SHOWN_ABOVE_REPORTS
    # The list shows no text, and the pages of reports come after the first one.
    texts = [] if after and not alone else list(rows.defer("source")[: most + 1])
    more = len(texts) > most
    texts = texts[:most]
    next_key = texts[-1].row_key if more and alone else ""
    return WaitingTexts(texts, next_key, more and not alone, AllWait.objects.current())


def _filtered(rows: HeldPostQuerySet, filters: Mapping[str, Any]) -> HeldPostQuerySet:
    """Filters of reports, such as those that are handled, leave out what waits."""
    what = filters.get("what", "")
    is_about_reports = what == "reported" or filters.get("show") or filters.get("kind")
    if is_about_reports and what not in ALONE:
        return rows.none()
    if theme := filters.get("theme"):
        rows = rows.in_theme(theme)
    return rows.by_mail() if what == "mail" else rows
