"""The backup of each day, written by the worker if BACKUP_FOLDER is set.

It has a queue and a thread of its own, because it takes minutes and nothing should wait for it.
"""

from django.conf import settings
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from collective_brain.backups.models import Backup
from collective_brain.backups.recording import write_backup
from collective_brain.errors import Refused


def enqueue_daily_backup() -> None:
    """Periodic task: enqueue the backup of today, unless it was written, runs or waits."""
    Backup.objects.mark_interrupted()
    if not settings.BACKUP_FOLDER or not Backup.objects.is_due(settings.BACKUP_FOLDER):
        return
    queued = DBTaskResult.objects.ready().filter(task_path=write_daily_backup.module_path)
    if not queued.exists():
        write_daily_backup.enqueue()


@task(queue_name="backups")
def write_daily_backup() -> None:
    if not Backup.objects.is_due(settings.BACKUP_FOLDER):
        return
    try:
        write_backup(settings.BACKUP_FOLDER, keep=settings.BACKUP_KEEP)
    except Refused:
        return  # logged and recorded; tried again in an hour
