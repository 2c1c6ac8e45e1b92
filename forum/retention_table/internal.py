"""What the site keeps for itself, with nothing personal."""

from datetime import timedelta

from accounts import retention as accounts
from collective_brain.backups.models import KEEP_FAILED, Backup
from collective_brain.event_log import models as event_log
from collective_brain.event_log import tasks as worker_tasks
from collective_brain.retention import Row, old_files
from forum.screening.models import KEEP as KEEP_HELD_POSTS
from forum.screening.models import AllWait

INTERNAL = [
    Row(
        "confirmation links in the database (usual links are signed, and not stored)",
        tables=("account.EmailConfirmation",),
        keep_for=lambda: timedelta(days=3),
        delete=accounts.delete_expired_confirmations,
    ),
    Row(
        "digests of the handles of closed accounts",
        tables=("accounts.RetiredHandle",),
        until="for good: nobody may get the handle again",
    ),
    Row(
        "themes, rooms, groups and announcements",
        tables=("themes.Theme", "chat.Room", "groups.Group", "announcements.Announcement"),
        until="for good",
    ),
    Row(
        "the search index",
        tables=("search.Entry", "search.Word", "search.Trigram"),
        until="as long as the text or the profile",
        deleted_by="the worker, with the text",
    ),
    Row(
        "finished tasks of the worker; waiting ones stay for 30 days",
        tables=("django_tasks_database.DBTaskResult",),
        keep_for=lambda: worker_tasks.KEEP_TASKS,
        delete=worker_tasks.delete_old_tasks,
    ),
    Row(
        "heartbeats of workers",
        tables=("journal.Heartbeat",),
        keep_for=lambda: event_log.KEEP_HEARTBEATS,
        delete=event_log.Heartbeat.objects.delete_old,
    ),
    Row(
        "failed backups; the rows of others go with their files",
        tables=("backups.Backup",),
        keep_for=lambda: KEEP_FAILED,
        delete=Backup.objects.delete_failed,
    ),
    Row(
        "words for which texts wait or are refused",
        tables=("screening.WatchedWord",),
        until="until an administrator removes them",
        deleted_by="an administrator",
    ),
    Row(
        "times in which all new posts waited, after their end",
        tables=("screening.AllWait",),
        keep_for=lambda: KEEP_HELD_POSTS,
        delete=AllWait.objects.delete_old,
    ),
    Row(
        "tables of Django that grow only with the code",
        tables=(
            *("auth.Permission", "auth.Group", "auth.Group_permissions"),
            "contenttypes.ContentType",
        ),
        until="for good",
    ),
    Row(
        "mail in files, on a site without EMAIL_URL",
        files=("mail",),
        keep_for=lambda: old_files.KEEP_MAIL_FILES,
        delete=old_files.delete_old_mail_files,
    ),
    Row(
        "static files, after the last release that used them",
        files=("static",),
        keep_for=lambda: old_files.KEEP_STATIC_FILES,
        deleted_by="`manage.py prepare`",
    ),
    Row(
        "counters for `/metrics`",
        files=("metrics",),
        until="for good; as many files as there are processes at one time",
    ),
    Row(
        "what a backup or a restore is writing",
        files=("backup-work", ".backup.lock", ".backup-work-now"),
        until="until the next one",
        deleted_by="the next one",
    ),
    Row(
        "settings of a restored backup",
        files=("restored-settings.env",),
        until="until an administrator deletes it",
        deleted_by="an administrator",
    ),
    Row(
        "the database file, the secret of `make run`, and locks",
        files=("collective-brain.sqlite3", "secret_key", "serving.lock", "prepare.lock"),
        until="for good",
    ),
    Row(
        "log lines, on standard error",
        until="as the system says: `SystemMaxUse` of journald, or the log driver of the container",
        deleted_by="journald, or the container",
    ),
    Row(
        "rate limits, caches and presence",
        until="at most a day, in memory or in Redis",
        deleted_by="their expiry",
    ),
]
