"""Backups of the whole site in one file, and how to restore them.

A backup is a compressed tar archive: manifest.json, a copy of the database, the uploads, and the
settings. Start with `creation.create_backup` and `restoration.restore_backup`. The worker writes
one each day (daily.py). docs/backup.md is for administrators.

Imports only collective_brain.errors of the site.
"""

from datetime import datetime
from typing import NamedTuple


class ListedBackup(NamedTuple):
    """One attempt to write a backup. size: in bytes. error: why it failed, or ""."""

    name: str
    place: str
    time: datetime
    size: int
    verified: bool
    error: str


def list_backups(limit: int = 20) -> list[ListedBackup]:
    """Return the last backups, the newest first, also those that failed."""
    from collective_brain.backups.models import Backup  # Django must load before its models

    return [
        ListedBackup(
            row.name, row.place, row.started_at, row.size, row.verified_at is not None, row.error
        )
        for row in Backup.objects.order_by("-pk")[:limit]
    ]
