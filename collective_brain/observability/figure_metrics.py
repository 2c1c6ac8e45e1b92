"""The figures of the administrators' start page, for /metrics."""

import math
from collections.abc import Iterable

from django.db.models import Sum
from django.utils import timezone
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily

from accounts.models import Member
from collective_brain.backups.models import Backup
from collective_brain.observability import figures
from collective_brain.observability.error_counts import errors_today
from collective_brain.outgoing_mail.models import OutgoingEmail
from forum.themes.models import Theme

PREFIX = "collective_brain"


def collect_figures() -> Iterable[Metric]:
    """Read from the database and the disk."""
    yield InfoMetricFamily(PREFIX, "The release.", {"version": figures.version()})
    for name, (value, description) in _values().items():
        yield GaugeMetricFamily(f"{PREFIX}_{name}", description, value)


def _values() -> dict[str, tuple[float, str]]:
    mail, disk = OutgoingEmail.objects.count_waiting(), figures.disk()
    uptime = (timezone.now() - figures.STARTED_AT).total_seconds()
    return {
        "uptime_seconds": (uptime, "Seconds since this process started."),
        "mails_waiting": (mail["waiting"], "Mails that wait to be sent."),
        "mails_failed": (mail["failed"], "Mails that the mail server refused at least once."),
        "disk_free_bytes": (disk.free, "Free bytes on the disk of VAR_DIR."),
        "disk_size_bytes": (disk.size, "Bytes of the disk of VAR_DIR."),
        "errors_today": (errors_today(), "Errors in requests today (UTC)."),
        "members": (Member.objects.filter(closed_at=None).count(), "Open accounts."),
        "posts": (_count_posts(), "Posts that the themes count."),
        "backup_age_seconds": (_backup_age(), "Seconds since the last verified backup."),
    }


def _count_posts() -> int:
    """The counts of the themes, because posts are too many to count every 15 seconds."""
    return Theme.objects.aggregate(posts=Sum("post_count"))["posts"] or 0


def _backup_age() -> float:
    """Infinite without a verified backup, so that one comparison covers both."""
    verified_at = Backup.objects.all().last_verified_at()
    return (timezone.now() - verified_at).total_seconds() if verified_at else math.inf
