"""The table of the backups that were written, and of those that failed."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

INTERRUPTED_AFTER = timedelta(hours=6)  # a backup that takes longer was killed
INTERRUPTED = "The process that wrote it was stopped."
RETRY_AFTER = timedelta(hours=1)
KEEP_FAILED = timedelta(days=90)


class BackupQuerySet(models.QuerySet["Backup"]):
    def is_due(self, place: str) -> bool:
        """Whether a daily backup to `place` should be written now.

        The first one of each day in UTC. After a failure, an hour later.
        """
        now = timezone.now()
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        done = models.Q(verified_at__isnull=False, started_at__gte=today)
        failed = ~models.Q(error="") & models.Q(started_at__gte=now - RETRY_AFTER)
        running = models.Q(verified_at=None, error="")
        return not self.filter(done | failed | running, place=place).exists()

    def mark_interrupted(self) -> None:
        running = self.filter(verified_at=None, error="")
        running.filter(started_at__lt=timezone.now() - INTERRUPTED_AFTER).update(error=INTERRUPTED)

    def forget_running(self) -> None:
        """A restored database says that its own backup is running."""
        self.filter(verified_at=None, error="").delete()

    def delete_failed(self) -> None:
        self.filter(verified_at=None, started_at__lt=timezone.now() - KEEP_FAILED).delete()

    def last_verified_at(self) -> datetime | None:
        verified: datetime | None = self.aggregate(last=models.Max("verified_at"))["last"]
        return verified


class Backup(models.Model):
    """One attempt. It is running while `verified_at` is NULL and `error` is empty."""

    name = models.CharField(max_length=200)
    place = models.CharField(max_length=500)  # a folder, or s3://bucket/folder
    started_at = models.DateTimeField(default=timezone.now, db_index=True)
    verified_at = models.DateTimeField(null=True)  # when it was read back
    size = models.PositiveBigIntegerField(default=0, db_default=0)  # bytes
    error = models.TextField(blank=True, default="", db_default="")

    objects = BackupQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
