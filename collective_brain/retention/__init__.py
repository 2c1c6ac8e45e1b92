"""How long the site keeps everything that it stores. Nothing grows for ever.

forum/retention_table/ has a row for each table and for each folder in VAR_DIR, and forum/apps.py
passes them to `register`. The worker runs `delete_old`. docs/retention.md and the privacy page show
the rows.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import ngettext

logger = logging.getLogger(__name__)

Text = str | Promise
SLOW_EVERY = 3600  # seconds
BATCH = 1000  # rows that one round deletes from a table


@dataclass(frozen=True)
class Row:
    """What is kept, where, how long, and what deletes it.

    tables: labels of models. files: in VAR_DIR.
    setting: changes the period. It is the period if its name ends with _DAYS; 0 is for ever.
    keep_for: another period. until: says when it ends, if there is no period.
    delete: a function that deletes what is older, at most some rows. deleted_by: what else does.
    slow: it reads a whole table, so it runs once an hour.
    is_used: whether this site keeps it at all.
    """

    what: Text
    tables: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    keep_for: Callable[[], timedelta | None] | None = None
    until: Text = ""
    setting: str = ""
    delete: Callable[[], Any] | None = None
    deleted_by: str = ""
    slow: bool = False
    is_used: Callable[[], bool] = lambda: True

    @property
    def period(self) -> timedelta | None:
        if self.setting.endswith("_DAYS"):
            return timedelta(days=getattr(settings, self.setting)) or None
        return self.keep_for() if self.keep_for else None

    @property
    def how_long(self) -> str:
        """Such as "90 days" or "5 years", or when it ends."""
        period = self.period
        if period is None:
            return str(self.until)
        years, days = divmod(max(1, period.days), 365)
        if years and not days:
            return ngettext("%(years)d year", "%(years)d years", years) % {"years": years}
        days = max(1, period.days)
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


_personal: list[Row] = []
_internal: list[Row] = []
_slow_at = 0.0  # monotonic


def register(*, personal: Iterable[Row], internal: Iterable[Row]) -> None:
    """personal: what members and visitors leave; the privacy page shows these rows."""
    _personal[:], _internal[:] = personal, internal


def rows() -> list[Row]:
    return [*_personal, *_internal]


def rows_for_members() -> list[Row]:
    """The rows of the privacy page."""
    return [row for row in _personal if row.is_used()]


def delete_old() -> None:
    """Periodic task: delete what is old. A failure of one row does not stop the others."""
    global _slow_at
    is_time_for_slow = time.monotonic() >= _slow_at
    if is_time_for_slow:
        _slow_at = time.monotonic() + SLOW_EVERY
    for row in rows():
        if row.delete and (is_time_for_slow or not row.slow):
            _delete(row)


def delete_everything_old() -> None:
    """Run every row now, also the slow ones."""
    for row in rows():
        if row.delete:
            _delete(row)


def _delete(row: Row) -> None:
    assert row.delete
    try:
        row.delete()
    except Exception:  # the others must still run, or a table would grow without a sign
        logger.exception("Old rows could not be deleted: %s", row.what)
