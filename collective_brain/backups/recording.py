"""Write a backup, delete old ones, and record how it went."""

import logging

from django.utils import timezone

from collective_brain.backups import creation, keeping
from collective_brain.backups.models import Backup
from collective_brain.backups.places import Place, open_place
from collective_brain.backups.snapshots import existing_tables
from collective_brain.errors import Refused

logger = logging.getLogger(__name__)


def write_backup(address: str, *, name: str = "", keep: str = "") -> creation.Written:
    """Write a backup to the place at `address`, and record it in the table of backups.

    name: with a time in it if it is empty. keep: such as 7d,4w,12m, or "" to delete nothing.
    Raises Refused with the reason.
    """
    rule = keeping.parse_rule(keep) if keep else {}
    row = Backup(place=address, name=name or keeping.new_name(timezone.now()))
    _save(row)
    try:
        place = open_place(address)
        written = creation.create_backup(place, row.name)
        row.verified_at, row.size = timezone.now(), written.size
        _save(row)
        if rule:
            _delete_old(place, address, rule, row.name)
    except Exception as error:
        logger.exception("The backup to %s failed.", address)
        row.error = str(error)
        _save(row)
        if isinstance(error, Refused):
            raise
        raise Refused(f"The backup failed: {error}") from error
    return written


def _save(row: Backup) -> None:
    """A new release writes a backup before its first migration: there is no table then."""
    if Backup._meta.db_table in existing_tables():
        row.save()


def _delete_old(place: Place, address: str, rule: keeping.Rule, newest: str) -> None:
    deleted = creation.delete_old(place, rule, verified=newest)
    if deleted and Backup._meta.db_table in existing_tables():
        Backup.objects.filter(place=address, name__in=deleted).delete()
