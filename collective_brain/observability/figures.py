"""The figures of the administrators' start page and of /metrics."""

import shutil
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone

from accounts.models import Member
from collective_brain import backups, event_log
from collective_brain.observability.error_counts import errors_today
from collective_brain.observability.health import MAX_HEARTBEAT_AGE
from collective_brain.outgoing_mail.models import OutgoingEmail
from forum.topics.models import Post

DAYS = 7
MAX_COUNTED_POSTS = 20_000  # newest posts, so that a large site costs no more
MAX_SLOW_PAGES = 5
BACKUP_IS_OLD_AFTER = timedelta(hours=36)
DISK_IS_FULL_BELOW = 0.1  # of its size
STARTED_AT = timezone.now()  # this module is imported when the process starts


class Day(NamedTuple):
    day: date
    total: int


class SlowPage(NamedTuple):
    """The mean time of the requests of one view."""

    view: str
    milliseconds: int
    requests: int


class Disk(NamedTuple):
    free: int  # bytes
    size: int

    @property
    def is_nearly_full(self) -> bool:
        return self.free < DISK_IS_FULL_BELOW * self.size


def collect() -> dict[str, Any]:
    """Everything that the start page shows, in about ten queries."""
    heartbeat = event_log.last_heartbeat()
    last_backup = next(iter(backups.list_backups(limit=1)), None)
    return {
        "version": version(),
        "started_at": STARTED_AT,
        "heartbeat": heartbeat,
        "has_worker": bool(heartbeat and timezone.now() - heartbeat <= MAX_HEARTBEAT_AGE),
        "backlog": event_log.backlog(),
        "mail": OutgoingEmail.objects.count_waiting(),
        "disk": disk(),
        "backup": last_backup,
        "backup_is_old": is_backup_old(last_backup),
        "errors_today": errors_today(),
        "metrics": settings.METRICS,
        "slow_pages": slow_pages() if settings.METRICS else [],
        "member_days": new_members(),
        "post_days": new_posts(),
    }


@cache
def version() -> str:
    """The version of the release, from pyproject.toml."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def disk() -> Disk:
    usage = shutil.disk_usage(settings.VAR)
    return Disk(usage.free, usage.total)


def is_backup_old(backup: backups.ListedBackup | None) -> bool:
    if backup is None or not backup.verified:
        return True
    return timezone.now() - backup.time > BACKUP_IS_OLD_AFTER


def new_members() -> list[Day]:
    """Finished sign-ups of each of the last DAYS days, in the reader's time zone."""
    joined = Member.objects.filter(joined_at__gte=_first_moment(), handle__isnull=False)
    return _by_day(joined.values_list("joined_at", flat=True))


def new_posts() -> list[Day]:
    newest = Post.objects.order_by("-pk").values_list("created_at", flat=True)
    return _by_day(newest[:MAX_COUNTED_POSTS])


def slow_pages() -> list[SlowPage]:
    """The views with the longest mean time since the metrics began, the slowest first."""
    from collective_brain.observability import metrics  # it creates files, so only with METRICS

    pages = [
        SlowPage(view, round(1000 * seconds / count), int(count))
        for view, seconds, count in metrics.seconds_by_view()
        if count
    ]
    return sorted(pages, key=lambda page: -page.milliseconds)[:MAX_SLOW_PAGES]


def _first_moment() -> datetime:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=DAYS - 1)


def _by_day(moments: Iterable[datetime]) -> list[Day]:
    counts = Counter(timezone.localtime(moment).date() for moment in moments)
    today = timezone.localtime().date()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    return [Day(day, counts[day]) for day in days]
